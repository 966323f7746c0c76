using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Benchmarks;

/// <summary>
/// What a signed-in user costs: POST /classify-partnumber without a sign-in and with a token, in turns on the same system.
/// </summary>
internal static class TokenBenchmark
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 4;
        await using var agents = await InstantAgents.StartAsync();
        await using var system = await Measure.StartAsync(agents.Url);
        agents.Connect(system.Redis);
        using var anonymous = new HttpClient { BaseAddress = system.Api };
        using var signedIn = new HttpClient { BaseAddress = anonymous.BaseAddress };
        signedIn.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(anonymous));
        var number = 0;
        await Measure.RunAsync(16, TimeSpan.FromSeconds(3), _ => SubmitAsync(anonymous)); // warm
        await Measure.RunAsync(16, TimeSpan.FromSeconds(3), _ => SubmitAsync(signedIn));
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var inFlight in (int[])[1, 64])
        {
            var (without, with) = (new List<Round>(), new List<Round>());
            for (var round = 0; round < Rounds; round++)
            {
                without.Add(await RoundAsync(inFlight, anonymous));
                with.Add(await RoundAsync(inFlight, signedIn));
            }

            var lost = 1 - (Median(with, r => r.PerSecond) / Median(without, r => r.PerSecond));
            var (cpu, cpuWith) = (Median(without, r => r.CpuMs), Median(with, r => r.CpuMs));
            Console.WriteLine(
                $"{inFlight} in flight: {Measure.Show(Median(without, r => r.PerSecond))}/s without, "
                + $"{Measure.Show(Median(with, r => r.PerSecond))}/s with a token: {Measure.Show(100 * lost)} % lost; "
                + $"the API's processor time {Measure.Show(cpu)} ms a request without, {Measure.Show(cpuWith)} ms with");
            figures[$"lost_percent_{inFlight}"] = 100 * lost;
            figures[$"cpu_percent_{inFlight}"] = 100 * ((cpuWith / cpu) - 1);
        }

        Measure.PrintJson(figures);
        return 0;

        // Throughput says little where others use the machine; the process's own time says more.
        async Task<Round> RoundAsync(int inFlight, HttpClient http)
        {
            using var api = Process.GetProcessById(system.ProcessId("api"));
            var (before, first) = (api.TotalProcessorTime, number);
            var measured = await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), _ => SubmitAsync(http));
            api.Refresh();
            return new(measured.PerSecond, (api.TotalProcessorTime - before).TotalMilliseconds / Math.Max(1, number - first));
        }

        async Task<bool> SubmitAsync(HttpClient http)
        {
            using var response =
                await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"BENCH-{Interlocked.Increment(ref number)}" });
            return response.StatusCode == System.Net.HttpStatusCode.Accepted;
        }
    }

    private static async Task<string> SignInAsync(HttpClient http)
    {
        var account = new { name = "Bench", email = "bench@example.com", password = "uma frase para medir" };
        (await http.PostAsJsonAsync("/register", account)).EnsureSuccessStatusCode();
        var session =
            await (await http.PostAsJsonAsync("/login", new { account.email, account.password })).EnsureSuccessStatusCode().Content
                .ReadFromJsonAsync<JsonElement>();
        return session.GetProperty("access_token").GetString()!;
    }

    private static double Median(List<Round> rounds, Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private sealed record Round(double PerSecond, double CpuMs);
}
