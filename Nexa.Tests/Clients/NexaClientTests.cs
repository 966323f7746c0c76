using System.Net.ServerSentEvents;
using System.Text;
using Nexa.Client;

namespace Nexa.Tests.Clients;

/// <summary>The .NET client, made of the committed contract, against a real API and worker.</summary>
public sealed class NexaClientTests(Servers servers) : IAsyncLifetime
{
    private const string Password = "uma frase bem comprida e rara";
    private NexaApp app = null!;
    private NexaClient nexa = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await NexaApp.StartAsync(servers);
        nexa = new NexaClient(app.Http.BaseAddress!);
    }

    public async ValueTask DisposeAsync()
    {
        nexa.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_part_number_is_classified_followed_found_and_exported()
    {
        var accepted = await nexa.Rest.ClassifyPartNumberAsync(new ClassifyPartNumber { Partnumber = "NET-100" }, cancellationToken: Ct);
        var events = new List<NexaEvent>();
        await foreach (var one in nexa.FollowAsync(accepted.Task_id, ct: Ct))
        {
            events.Add(one);
        }

        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(one => one.Seq));
        Assert.Equal("85322410", events[^1].Classification?.Ncm);
        var status = await nexa.Rest.GetStatusAsync(accepted.Task_id, cancellationToken: Ct);
        Assert.Equal((Nexa.Client.TaskStatus.DONE, "85322410"), (status.Status, Assert.Single(status.Result!.Classifications).Ncm));
        Assert.NotNull(status.Result.Classifications[0].Rates!.Ipi.Rate.Percent);
        var history = new List<string>();
        await foreach (var one in nexa.ReadHistoryAsync(ct: Ct))
        {
            history.Add(one.Partnumber);
        }

        Assert.Equal(["NET-100"], history);
        using var sheet = await nexa.Rest.ExportExcelAsync(task_id: accepted.Task_id, include_undecided: true, cancellationToken: Ct);
        Assert.Equal((byte)'P', (byte)sheet.Stream.ReadByte()); // an .xlsx is a zip archive
    }

    [Fact]
    public async Task A_batch_has_the_answers_of_its_items()
    {
        var accepted = await nexa.Rest.ClassifyBatchAsync(
            new ClassifyBatch { Partnumbers = new BatchPartNumbers { ["NET-200"] = new() { Description = "capacitor" },
                ["FAIL-200"] = new() } },
            cancellationToken: Ct);

        var status = await nexa.WaitAsync(accepted.Task_id, Ct);

        Assert.Equal("NET-200", Assert.Single(status.Result!.Classifications).Partnumber);
    }

    [Fact]
    public async Task A_task_that_is_cancelled_ends_the_wait()
    {
        var accepted = await nexa.Rest.ClassifyPartNumberAsync(new ClassifyPartNumber { Partnumber = "HELD-300" }, cancellationToken: Ct);
        var waiting = nexa.WaitAsync(accepted.Task_id, Ct);

        await nexa.Rest.CancelTaskAsync(accepted.Task_id, cancellationToken: Ct);

        Assert.Equal(Nexa.Client.TaskStatus.CANCELLED, (await waiting).Status);
    }

    [Fact]
    public async Task Taxes_are_estimated_with_rates_that_may_be_unknown()
    {
        var answer = await nexa.Rest.EstimateTaxesAsync(
            new EstimateTaxes
            {
                Date = new DateOnly(2026, 12, 1), Transport_mode = "air",
                Items = [new TaxItem { Ncm = "85322410", Customs_value = 1000,
                    Rates = new GivenRates { Ii = Rate.FromPercent(14), Ipi = Rate.NotTaxed } }],
            }, cancellationToken: Ct);

        Assert.Equal(140m, Assert.Single(answer.Items).Ii);
        Assert.Contains(answer.Items.Single().Steps, step => step.Rate == Rate.NotTaxed);
    }

    [Fact]
    public async Task A_sheet_is_uploaded_as_a_stream()
    {
        using var sheet = new MemoryStream(Encoding.UTF8.GetBytes("Part Number;Descrição\nNET-400;capacitor\n"));

        var accepted = await nexa.Rest.UploadSheetAsync(planilha: new FileParameter(sheet, "itens.csv", "text/csv"), cancellationToken: Ct);
        var status = await nexa.WaitAsync(accepted.Task_id, Ct);

        Assert.Equal("NET-400", Assert.Single(status.Result!.Classifications).Partnumber);
    }

    [Fact]
    public async Task Server_sent_events_are_a_stream()
    {
        var accepted = await nexa.Rest.ClassifyPartNumberAsync(new ClassifyPartNumber { Partnumber = "NET-450" }, cancellationToken: Ct);
        using var answer = await nexa.Rest.StreamTaskEventsAsync(accepted.Task_id, cancellationToken: Ct);
        var events = new List<string>();
        await foreach (var one in SseParser.Create(answer.Stream).EnumerateAsync(Ct))
        {
            events.Add(one.EventType);
        }

        Assert.Equal("classification_finished", events[^1]);
    }

    [Fact]
    public async Task An_expired_token_is_refreshed_once_and_the_hub_takes_the_new_one()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        await nexa.Rest.RegisterAsync(new Register { Name = "Ana", Email = email, Password = Password }, Ct);
        using var first = new NexaClient(app.Http.BaseAddress!);
        var signedIn = await first.SignInAsync(email, Password, Ct);
        var pairs = new List<SignedIn>();
        using var expired = new NexaClient(new NexaClientOptions
        {
            Address = app.Http.BaseAddress!, AccessToken = "e30.e30.expired", RefreshToken = signedIn.Refresh_token,
            TokensChanged = pairs.Add,
        });

        var mails = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => (await expired.Rest.GetMeAsync(Ct)).Email));
        var accepted = await expired.Rest.ClassifyPartNumberAsync(new ClassifyPartNumber { Partnumber = "NET-500" }, cancellationToken: Ct);

        Assert.All(mails, mail => Assert.Equal(email, mail));
        Assert.Single(pairs);
        Assert.Equal(Nexa.Client.TaskStatus.DONE, (await expired.WaitAsync(accepted.Task_id, Ct)).Status);
    }

    [Fact]
    public async Task What_Nexa_refuses_says_why()
    {
        var invalid = await Assert.ThrowsAsync<NexaProblemException>(() =>
            nexa.Rest.ClassifyPartNumberAsync(new ClassifyPartNumber { Partnumber = "a" }, cancellationToken: Ct));
        var missing = await Assert.ThrowsAsync<NexaProblemException>(() => nexa.WaitAsync(Guid.NewGuid(), Ct));

        Assert.Equal(400, invalid.Status);
        Assert.Contains("partnumber", invalid.Errors.Keys);
        Assert.StartsWith("partnumber deve ter", invalid.Message, StringComparison.Ordinal);
        Assert.Equal(404, missing.Status);
    }
}
