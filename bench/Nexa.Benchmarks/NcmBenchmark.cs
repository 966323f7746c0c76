using System.Diagnostics;
using System.Text.Json;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Nexa.Fiscal.Search;

namespace Nexa.Benchmarks;

/// <summary>
/// The look-up over an official nomenclature file (else the starter table), in the process: every query is timed by itself.
/// </summary>
internal static class NcmBenchmark
{
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Queries =
    [
        "capacitor ceramico multicamada", "SMD resistor", "8532.24", "microcontrolador", "resistencia fija",
        "conector para placa de circuito impresso", "regulador de tensão",
        "fonte de alimentação chaveada 24 V", "light emitting diode smd", "cabo coaxial", "transistror mosfet",
        "capasitor eletrolítico de alumínio", "varistor", "8541",
        "memória flash", "optoacoplador", "crystal oscillator 16 MHz", "relé de estado sólido", "outros",
        "máquinas e aparelhos elétricos com função própria", "fusível",
        "sensor de temperatura", "bateria de íon de lítio", "display lcd", "motor de passo", "placa mãe", "cartão de memória",
        "chave táctil", "antena", "placa de rede wifi",
        "animais vivos da espécie bovina", "tubos de aço inoxidável soldados", "parafusos de ferro ou aço",
        "medicamentos contendo antibióticos", "vinho", "zzzz qqqq xxxx", "85",
    ];

    private static readonly (string Query, string Code)[] Expected =
    [
        ("capacitor ceramico multicamada", "853224"), ("SMD resistor", "85332120"), ("8532.24", "853224"), ("microcontrolador", "854231"),
        ("resistencia fija", "8533"),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var tables = args is [var path, ..]
            && await FiscalFileReader.ReadFileAsync(path, CancellationToken.None) is { Kind: FiscalFileKind.Ncm } file
            ? new NcmTable(file.Ncm) : FiscalTables.LoadStarter().Ncm;
        var rounds = args is [_, var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 300;

        var start = Stopwatch.GetTimestamp();
        var index = new NcmIndex(tables);
        var build = Stopwatch.GetElapsedTime(start);
        foreach (var query in Queries.Concat(Queries))
        {
            index.Search(query);
        }

        var times = new List<double>(rounds * Queries.Length);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var query in Queries)
            {
                start = Stopwatch.GetTimestamp();
                index.Search(query);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        times.Sort();
        foreach (var query in Queries)
        {
            Console.WriteLine($"{query,-50} {string.Join("  ", index.Search(query, 5).Select(hit => NcmCode.Format(hit.Node.Code)))}");
        }

        var met =
            Expected.Count(expected => index.Search(expected.Query, 5)
                .Any(hit => hit.Node.Code.StartsWith(expected.Code, StringComparison.Ordinal)));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            verb = "ncm", nodes = tables.Nodes.Count, searches = times.Count, build_ms = Math.Round(build.TotalMilliseconds),
            p50_ms = At(times, 0.50), p99_ms = At(times, 0.99), max_ms = At(times, 1), expected_in_first_five = $"{met}/{Expected.Length}",
        }, Plain));
        return met == Expected.Length ? 0 : 1;
    }

    private static double At(List<double> sorted, double share) =>
        Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))], 3);
}
