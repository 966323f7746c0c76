using System.Globalization;
using Nexa.Client;

namespace Nexa.Benchmarks;

internal static class ReviewMeasures
{
    private const int Items = 80;
    private const int Decisions = 60;

    /// <summary>Items that the agents are not certain of, though each has a code of 8 digits.</summary>
    public static async Task SeedAsync(NexaClient nexa)
    {
        var parts = new BatchPartNumbers();
        for (var item = 0; item < Items; item++)
        {
            parts[$"XR-{(7000 + item).ToString(CultureInfo.InvariantCulture)}"] = new BatchPart { Description = "capacitor cerâmico multicamadas" };
        }

        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts });
        await nexa.WaitAsync(sent.Task_id);
    }

    /// <summary>From the key that approves to the next item's picture; each item is looked at for as long as the console asks for.</summary>
    public static async Task MeasureDecisionsAsync(ConsolePages pages, Dictionary<string, object> figures)
    {
        var page = await pages.OpenAsync("/revisao", ".case-head h2");
        List<double> times = [];
        for (var decision = 0; decision < Decisions; decision++)
        {
            await page.WaitForFunctionAsync(
                "() => { const desk = document.querySelector('[data-item]'); return desk && desk.dataset.seen === desk.dataset.item; }");
            times.Add(await page.EvaluateAsync<double>("probe.decide('a')"));
        }

        await page.Context.CloseAsync();
        Measure.Add(figures, "decision_to_next_ms", times);
    }
}
