using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Benchmarks;

/// <summary>What a signed-in user costs: POST /classify-partnumber without a sign-in and with a token, in turns on the same system.</summary>
internal static class TokenBenchmark
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 4;
        await using var agents = await InstantAgents.StartAsync();
        await using var system = await Measure.StartAsync(agents.Url);
        agents.Connect(system.Redis.ConnectionString);
        using var anonymous = new HttpClient { BaseAddress = new Uri(system.Api.Addresses[0]) };
        using var signedIn = new HttpClient { BaseAddress = anonymous.BaseAddress };
        signedIn.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(anonymous));
        var number = 0;
        await Measure.RunAsync(16, TimeSpan.FromSeconds(3), _ => SubmitAsync(anonymous)); // warm
        await Measure.RunAsync(16, TimeSpan.FromSeconds(3), _ => SubmitAsync(signedIn));
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var inFlight in (int[])[1, 64])
        {
            var (without, with) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                without.Add((await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), _ => SubmitAsync(anonymous))).PerSecond);
                with.Add((await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), _ => SubmitAsync(signedIn))).PerSecond);
            }

            var (a, b) = (Median(without), Median(with));
            Console.WriteLine($"{inFlight} in flight: {Measure.Show(a)}/s without, {Measure.Show(b)}/s with a token: {Measure.Show(100 * (1 - (b / a)))} % lost");
            figures[$"lost_percent_{inFlight}"] = 100 * (1 - (b / a));
        }

        Measure.PrintJson(figures);
        return 0;

        async Task<bool> SubmitAsync(HttpClient http)
        {
            using var response = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"BENCH-{Interlocked.Increment(ref number)}" });
            return response.StatusCode == System.Net.HttpStatusCode.Accepted;
        }
    }

    private static async Task<string> SignInAsync(HttpClient http)
    {
        var account = new { name = "Bench", email = "bench@example.com", password = "uma frase para medir" };
        (await http.PostAsJsonAsync("/register", account)).EnsureSuccessStatusCode();
        var session = await (await http.PostAsJsonAsync("/login", account)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return session.GetProperty("access_token").GetString()!;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
