using System.Text.Json;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Nexa.Fiscal.Starter;

namespace Nexa.Tests.Fiscal;

/// <summary>
/// Every code and rate of the starter table against the official data, where these are at hand; each difference is printed.
/// </summary>
public sealed class StarterAgreementTests
{
    private static readonly FiscalTables Starter = FiscalTables.LoadStarter();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void At_least_seven_hundred_leaves_each_with_a_path_and_a_rate_of_ipi()
    {
        var leaves = Starter.Ncm.Nodes.Where(node => node.IsLeaf).ToArray();

        Assert.True(leaves.Length >= 700, $"{leaves.Length} leaves");
        Assert.All(leaves, leaf => Assert.NotEqual("", Starter.Ncm.FindPath(leaf.Code)));
        Assert.All(leaves, leaf => Assert.True(Starter.FindRates(leaf.Code, null, new DateOnly(2026, 11, 24)).Ipi.Rate.IsKnown, leaf.Code));
    }

    [Fact]
    public async Task Codes_and_their_beginnings_agree_with_the_nomenclature_and_headings_are_complete()
    {
        var official =
            new NcmTable((await FiscalFileReader.ReadFileAsync(SharedData.Require("ncm/Tabela_NCM_Vigente_20260813.json"), Ct)).Ncm);
        var differences = Starter.Ncm.Nodes.SelectMany(node => official.Find(node.Code) switch
        {
            // The file has no row of its own for a heading that is not subdivided; the starter table names it.
            null when node.Code.Length == 4
                && official.Nodes.Any(leaf => leaf.IsLeaf && leaf.Code.StartsWith(node.Code, StringComparison.Ordinal)) =>
                    Array.Empty<string>(),
            null => [$"{node.Code}: not in the nomenclature"],
            { } known when known.From != node.From => [$"{node.Code}: from {node.From}, officially {known.From}"],
            _ => Array.Empty<string>(),
        }).ToList();
        var headings = Starter.Ncm.Nodes.Where(node => node.IsLeaf).Select(node => node.Code[..4]).ToHashSet(StringComparer.Ordinal);
        differences.AddRange(
            official.Nodes.Where(node => node.IsLeaf && headings.Contains(node.Code[..4]) && Starter.Ncm.Find(node.Code) is null)
            .Select(node => $"{node.Code}: missing from a heading of the starter table"));

        None(differences);
    }

    [Fact]
    public async Task Rates_of_ipi_agree_with_the_table_of_the_receita()
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedData.Require("tipi/tipi_rfb_2026-01-30.json"), Ct));
        var official = json.RootElement.GetProperty("tabela").EnumerateObject()
            .ToDictionary(entry => NcmCode.ParseDigits(entry.Name)!, entry => entry.Value, StringComparer.Ordinal);
        var rows = StarterFiles.ReadTipi(StarterFiles.ReadAbout()).ToArray();
        var differences = new List<string>();
        foreach (var group in rows.GroupBy(row => row.Code, StringComparer.Ordinal))
        {
            if (!official.TryGetValue(group.Key, out var entry))
            {
                differences.Add($"{group.Key}: not in the TIPI");
                continue;
            }

            var expected =
                (entry.TryGetProperty("e", out var list)
                    ? list.EnumerateArray().Select(ex => (Ex: NcmCode.ParseEx(ex[0].ToString()), Rate: Of(ex[1]))) : [])
                .Prepend((null, Of(entry.GetProperty("b")))).Order().ToArray();
            var found = group.Select(row => (row.Ex, row.Rate.ToString())).Order().ToArray();
            if (!expected.SequenceEqual(found))
            {
                differences.Add($"{group.Key}: {string.Join(", ", found)}; officially {string.Join(", ", expected)}");
            }
        }

        None(differences);
    }

    [Fact]
    public async Task Import_duties_agree_with_the_effective_rates_that_were_checked()
    {
        using var reader = new StreamReader(SharedData.Require("tec/ii_vigente_2026-09-08_eletronicos.csv"));
        var text = await reader.ReadToEndAsync(Ct);
        var rows = DelimitedText.ReadRows(new StringReader(text), ',').ToList();
        var (code, effective) = (Array.IndexOf(rows[0], "ncm"), Array.IndexOf(rows[0], "ii_efetiva"));
        var official = rows.Skip(1).Where(row => row[effective].Length > 0)
            .ToDictionary(row => row[code], row => row[effective], StringComparer.Ordinal);
        var on = new DateOnly(2026, 11, 24);
        var differences = StarterFiles.ReadDuties(StarterFiles.ReadAbout()).Select(row => row.Code).Distinct(StringComparer.Ordinal)
            .Where(duty =>
                !official.TryGetValue(duty, out var rate) || !Rate.TryParse(rate, out var known)
                || known != Starter.FindDuty(duty, on).Rate)
            .Select(duty => $"{duty}: {Starter.FindDuty(duty, on).Rate}, officially {official.GetValueOrDefault(duty, "not given")}");

        None([.. differences]);
    }

    private static string Of(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null ? "UNKNOWN" : Rate.TryParse(value.ToString(), out var rate) ? rate.ToString()
            : value.ToString();

    private static void None(IReadOnlyCollection<string> differences)
    {
        foreach (var difference in differences)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(difference);
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(50))}");
    }
}
