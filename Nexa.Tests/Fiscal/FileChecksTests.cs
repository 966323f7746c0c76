using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>A file must be able to be right before it replaces one that is.</summary>
public sealed class FileChecksTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    [Theory]
    [InlineData(FiscalFileKind.Ncm)]
    [InlineData(FiscalFileKind.Tipi)]
    [InlineData(FiscalFileKind.Tariff)]
    public void A_file_of_a_far_day_is_refused_also_with_force(FiscalFileKind kind)
    {
        var refused =
            Assert.Throws<RefusedFileException>(() => TableUpdate.Prepare(File(kind, new DateOnly(2030, 1, 1)), null, force: true, Today));

        Assert.Contains("está no futuro", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(TableUpdate.Prepare(File(kind, Today.AddDays(5)), null, force: false, Today));
    }

    [Theory]
    [InlineData(FiscalFileKind.Ncm, "8530", "8539")]
    [InlineData(FiscalFileKind.Tipi, "8532", "8532")]
    [InlineData(FiscalFileKind.Tariff, "8541", "8542")]
    public void A_file_that_empties_a_heading_is_refused_and_names_it(FiscalFileKind kind, string first, string last)
    {
        var before = File(kind, Today.AddDays(-20));
        var cut = File(kind, Today, code => string.CompareOrdinal(code[..4], first) < 0 || string.CompareOrdinal(code[..4], last) > 0);

        var refused = Assert.Throws<RefusedFileException>(() => TableUpdate.Prepare(cut, before, force: false, Today));

        Assert.Contains(NcmCode.Format(first), refused.Message, StringComparison.Ordinal);
        Assert.NotNull(TableUpdate.Prepare(cut, before, force: true, Today));
    }

    [Fact]
    public void Codes_that_end_here_and_there_pass()
    {
        var thinned = File(FiscalFileKind.Ncm, Today, code => code[4..] != "1010" || code[3] != '1');

        Assert.NotNull(TableUpdate.Prepare(thinned, File(FiscalFileKind.Ncm, Today.AddDays(-20)), force: false, Today));
    }

    [Fact]
    public void A_tariff_line_that_ended_before_the_day_of_the_file_is_left_out()
    {
        var content = SyntheticWorkbook.Write(("Anexo II", [
            ["NCM", "Alíquota Aplicada (%)", "Início da Vigência", "Término de Vigência"],
            ["8532.24.10", "0", null, "31/12/2025"], ["8532.25.10", "2", null, null]]));

        var file = FiscalFileReader.ReadFile("01-12-2026-anexos.xlsx", content);

        Assert.Equal("85322510", Assert.Single(file.Duties).Code);
    }

    // 100 headings of each of ten chapters would not be real; 96 chapters of 10 headings of 11 codes come near the true table.
    internal static FiscalFile File(FiscalFileKind kind, DateOnly asOf, Func<string, bool>? keep = null)
    {
        var codes =
            (from chapter in Enumerable.Range(1, 97) from heading in Enumerable.Range(chapter == 85 ? 30 : 1, chapter == 85 ? 18 : 9)
            from item in Enumerable.Range(10, 11) select $"{chapter:00}{heading:00}{item}10").Where(code => keep is null || keep(code))
                .ToArray();
        var file = new FiscalFile(kind, "tabela", $"{kind}{asOf}{codes.Length}", asOf, null);
        return kind switch
        {
            FiscalFileKind.Ncm =>
                file with { Ncm =
                    [.. codes.Select(code => new NcmNode(code, "Mercadoria", new DateOnly(2022, 4, 1), NcmNode.Open, null))] },
            FiscalFileKind.Tipi =>
                file with { Tipi = [.. codes.Select(code => new TipiRate(code, null, Rate.Zero, null, asOf, NcmNode.Open, null))] },
            _ => file with { Duties =
                [.. codes.Select(code => new DutyRate(code, "I", null, false, Rate.Zero, null, asOf, NcmNode.Open, null))] },
        };
    }
}
