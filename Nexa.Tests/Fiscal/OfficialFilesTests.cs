using System.Text.Json;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>The official files, counted by other means and compared with what the readers make of them.</summary>
public sealed class OfficialFilesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nomenclature_has_every_entry_of_the_file_and_no_html()
    {
        var path = SharedData.Require("ncm/Tabela_NCM_Vigente_20260813.json");
        var file = await FiscalFileReader.ReadFileAsync(path, Ct);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, Ct));

        Assert.Equal(FiscalFileKind.Ncm, file.Kind);
        Assert.Equal(new DateOnly(2026, 8, 13), file.AsOf);
        Assert.Equal(json.RootElement.GetProperty("Nomenclaturas").GetArrayLength(), file.Ncm.Count);
        Assert.Equal(10_515, file.Ncm.Count(node => node.IsLeaf));
        Assert.DoesNotContain(file.Ncm, node => node.Text.Contains("</", StringComparison.Ordinal) || node.Text.StartsWith('-'));
        var ending = Assert.Single(file.Ncm, node => node.To < NcmNode.Open);
        Assert.Equal(("39139050", new DateOnly(2026, 9, 30), "Res Gecex 926/2026"), (ending.Code, ending.To, ending.EndAct));

        var table = new NcmTable(file.Ncm);
        Assert.Equal(
            10_515, table.Nodes.Where(node => node.IsLeaf).Select(node => table.FindPath(node.Code)).Distinct(StringComparer.Ordinal)
            .Count());
        Assert.StartsWith("Condensadores elétricos, fixos, variáveis ou ajustáveis > Outros condensadores fixos > ",
            table.FindPath("85322410"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tipi_workbook_agrees_with_the_converted_table_of_four_months_later()
    {
        var tipi = await FiscalFileReader.ReadFileAsync(SharedData.Require("tipi/tipi_rfb_2025-09-23.xlsx"), Ct);
        using var later = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedData.Require("tipi/tipi_rfb_2026-01-30.json"), Ct));

        Assert.Equal((FiscalFileKind.Tipi, new DateOnly(2025, 9, 23)), (tipi.Kind, tipi.AsOf));
        Assert.Equal(10_513, tipi.Counts["códigos"]);
        Assert.Equal(583, tipi.Counts["Ex"]); // 578 with a code of their own
        Assert.Equal(5, tipi.Counts["Ex sem código próprio, atribuídos ao código anterior"]);
        var differences = Compare(tipi, later.RootElement.GetProperty("tabela")).ToList();
        foreach (var difference in differences)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(difference);
        }

        // Two files four months apart: a handful of acts, not a misread column.
        Assert.InRange(differences.Count, 0, 120);
    }

    [Theory]
    [InlineData("capacitor ceramico multicamada", "853224")]
    [InlineData("SMD resistor", "85332120")]
    [InlineData("8532.24", "853224")]
    [InlineData("microcontrolador", "854231")]
    [InlineData("resistencia fija", "8533")]
    [InlineData("capasitor eletrolitico", "853222")]
    [InlineData("light emitting diode", "854141")]
    [InlineData("fonte de alimentação chaveada 24 V", "850440")]
    public async Task Look_up_over_the_whole_nomenclature_finds_the_code_among_the_first_five(string query, string code)
    {
        var file = await FiscalFileReader.ReadFileAsync(SharedData.Require("ncm/Tabela_NCM_Vigente_20260813.json"), Ct);
        var found = new Nexa.Fiscal.Search.NcmIndex(new NcmTable(file.Ncm)).Search(query, 5).Select(hit => hit.Node.Code).ToArray();

        Assert.True(Array.Exists(found, hit => hit.StartsWith(code, StringComparison.Ordinal)), string.Join(", ", found));
    }

    [Fact]
    public async Task Tariff_workbook_of_the_sixth_amendment_is_read_and_ends_with_it()
    {
        var tariff = await FiscalFileReader.ReadFileAsync(SharedData.Require("tec/TEC_Gecex136_2020-12-24.xlsx"), Ct);

        Assert.Equal((FiscalFileKind.Tariff, new DateOnly(2021, 3, 31)), (tariff.Kind, tariff.AsOf));
        Assert.Equal(10_301, tariff.Counts["códigos"]);
        Assert.All(tariff.Duties, row => Assert.True(row.Rate.IsKnown && row.To == new DateOnly(2022, 3, 31)));
    }

    private static IEnumerable<string> Compare(FiscalFile tipi, JsonElement later)
    {
        var rows = tipi.Tipi.ToDictionary(row => (row.Code, row.Ex), row => row.Rate);
        foreach (var entry in later.EnumerateObject())
        {
            var code = NcmCode.ParseDigits(entry.Name)!;
            var ex = entry.Value.TryGetProperty("e", out var list)
                ? list.EnumerateArray().Select(e => (NcmCode.ParseEx(e[0].ToString()), Of(e[1]))) : [];
            foreach (var (number, rate) in ex.Prepend((null, Of(entry.Value.GetProperty("b")))))
            {
                if (!rows.Remove((code, number), out var was))
                {
                    yield return $"{code} {number}: only in the later table ({rate})";
                }
                else if (was != rate)
                {
                    yield return $"{code} {number}: {was}, later {rate}";
                }
            }
        }

        foreach (var (code, ex) in rows.Keys)
        {
            yield return $"{code} {ex}: only in the workbook";
        }
    }

    private static Rate Of(JsonElement value) => value.ValueKind is JsonValueKind.Null ? Rate.Unknown
        : Rate.TryParse(value.ToString(), out var rate) ? rate : throw new FormatException(value.ToString());
}
