using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>
/// The workbook of the annexes to Resolução Gecex 272/2021 as Camex publishes it: form and traps of the official one, codes and rates of
/// our own.
/// </summary>
public sealed class CamexWorkbookTests
{
    internal const string Name = "08-09-2026-anexos-i-a-x-resolucao-gecex-272-21.xlsx";
    internal static readonly DateOnly Today = new(2026, 9, 8);
    private static readonly object?[] TecHeader = ["NCM", "DESCRIÇÃO", "TEC(%)"];
    private static readonly object?[] ListHeader =
        ["NCM", "Nº Ex", "Descrição", "Alíquota (%)", "Quota", "Unidade da Quota", "Ato de Inclusão", "Data do Ato de Inclusão",
            "Início da Vigência", "Término de Vigência", "Obs."];

    [Fact]
    public void Every_annex_is_read_in_its_own_form()
    {
        var file = FiscalFileReader.ReadFile(Name, Workbook());

        Assert.Equal((FiscalFileKind.Tariff, Today), (file.Kind, file.AsOf));
        var one = file.Duties.Where(row => row.Annex == "I").ToDictionary(row => row.Code, StringComparer.Ordinal);
        Assert.Equal([Rate.FromPercent(14m), Rate.FromPercent(10.8m), Rate.FromPercent(2m), Rate.Zero, Rate.FromPercent(12.6m)],
            new[] { "85011010", "85011021", "85423190", "85423120", "85412120" }.Select(code => one[code].Rate));
        Assert.Equal("Res. Gecex 391/22", one["85011021"].Act);
        Assert.Equal("Resolução Gecex 272", one["85011010"].Act);
        Assert.DoesNotContain(file.Duties, row => row.Annex is "III" or "VII");

        Assert.Equal(Rate.FromPercent(16m), Assert.Single(file.Duties, row => row.Annex == "II" && row.Code == "85011010").Rate);
        var ex = Assert.Single(file.Duties, row => row.Ex == "041");
        Assert.Equal(("VI", "Servidores de dados", new DateOnly(2026, 3, 26), NcmNode.Open), (ex.Annex, ex.Text, ex.From, ex.To));
        var quota = Assert.Single(file.Duties, row => row.Quota);
        Assert.Equal(("IV", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), (quota.Annex, quota.From, quota.To));
    }

    [Theory]
    [InlineData("85011010", "16", "Anexo II")] // the applied rate, and not the TEC beside it
    [InlineData("85011021", "10.8", "Anexo I")]
    [InlineData("85412120", "7.2", "Anexo VI")]
    [InlineData("85322200", "4", "Anexo V")]
    [InlineData("85423120", "0", "Anexo II")] // its only line in a list has a quota
    [InlineData("84715010", "14.4", "Anexo VI")] // its Ex is another line
    [InlineData("85171300", "9", "Anexo II")] // its list has ended
    [InlineData("85044010", "9", "Anexo II")] // its list has not begun
    [InlineData("85299020", "UNKNOWN", null)] // a line of a list that cannot be read is not passed over
    public void A_list_stands_before_the_applied_rate_and_that_before_the_tec(string code, string rate, string? basis)
    {
        var file = FiscalFileReader.ReadFile(Name, Workbook());
        var tables = new FiscalTables(Guid.Empty, "", Today, new NcmTable([]), [], file.Duties);

        var duty = tables.FindDuty(code, Today);

        Assert.Equal(rate, duty.Rate.ToString());
        Assert.True(basis is null || duty.Basis == basis, duty.Basis);
    }

    [Fact]
    public void Lines_with_an_ex_or_a_quota_are_candidates_while_they_hold()
    {
        var file = FiscalFileReader.ReadFile(Name, Workbook());
        var tables = new FiscalTables(Guid.Empty, "", Today, new NcmTable([]), [], file.Duties);

        var (ex, quota) =
            (Assert.Single(tables.FindRates("84715010", null, Today).DutyCandidates),
                Assert.Single(tables.FindRates("85423120", null, Today).DutyCandidates));
        Assert.Equal(("041", Rate.Zero), (ex.Ex, ex.Rate));
        Assert.True(quota.Quota);
        Assert.Empty(tables.FindRates("85423120", null, new DateOnly(2027, 1, 1)).DutyCandidates);
        Assert.Equal("Anexo VI", tables.FindDuty("85044010", new DateOnly(2026, 10, 1)).Basis);
    }

    internal static byte[] Workbook(bool full = false) => SyntheticWorkbook.Write(
        ("Anexo I - TEC",
        [
            ["ANEXO I"], ["Tarifa Externa Comum (Resolução Gecex nº 272, de 19 de novembro de 2021)"], ["Seção XVI"], ["Capítulo 84"],
            TecHeader, ["84.71", "Máquinas automáticas", null], ["8471.50.10", "De pequena capacidade", "16BIT"],
            ["1. Nota do capítulo"], ["Capítulo 85"],
            TecHeader, ["85.01", "Motores", null, null], ["8501.10.10", "De passo", "14BK", null],
            ["8501,10.21", "Outros", "10,8", "Res. Gecex 391/22"],
            ["8542.31.90", "Outros", "2BIT§", null], ["8542.31.20", "SMD", 0, null], ["8541.21.20", "Transistores", 12.6, null],
            .. full ? Enumerable.Range(0, 6_000)
            .Select(i =>
                new object?[] { $"{10_000_000 + i * 7}"[..4] + "." + $"{10_000_000 + i * 7}"[4..6] + "." + $"{10_000_000 + i * 7}"[6..],
                    "Mercadoria", 2, null }) : [],
        ]),
        ("Anexo II - TEB",
        [
            ["Alíquotas aplicadas pelo Brasil"], ["NCM", "TEC (%)", "Alíquota Aplicada (%)", "Atos de inclusão"],
            ["8501.10.10", "14BK", "16", "Res Gecex 272"], ["8541.21.20", 12, 0, "Res Gecex 272"], ["8532.22.00", 14, 16, "-"],
            ["8542.31.20", 0, 0, null],
            ["8471.50.10", "16BIT", 16, null], ["8517.13.00", 16, 9, null], ["8504.40.10", 16, 9, null], ["8529.90.20", 16, 12, null],
        ]),
        ("Anexo III - Setor Aeronáutico",
            [["Tabela 1"], ["NCM"], ["8517.14.31*", "8501.10.10"], ["* Exceto os compreendidos no subitem 8517.14.31"], ["Tabela 2"],
                ["NCM"], ["8541.21.20 *"]]),
        ("Anexo IV - Desabastecimento",
            [["Lista"], ListHeader,
                ["8542.31.20", "-", "SMD", 0, 5000, "quilogramas", "Res Gecex 801", 46_000, 46_023, "31/12/2026", "-"]]),
        ("Anexo V - Letec",
            [["Lista"], ListHeader,
                ["8532.22.00", "-", "Eletrolíticos de alumínio", "4", "-", "-", "Res Gecex 318", "24/03/2022", "01/04/2022", "-", "-"]]),
        ("Anexo VI - Lebitbk",
        [
            ["Lista"],
            ["NCM", "Nº Ex", "Descrição", "TEC (%)", "Alíquota (%)", "Quota", "Unidade da Quota", "Ato de Inclusão", "Início de Vigência",
                "Término de Vigência"],
            ["8541.21.20", "-", "Transistores", 12, "7,2", "-", "-", "Res Gecex 852", "06/02/2026", "-"],
            ["8471.50.10", "-", "De pequena capacidade", "16BIT", "14,4BIT", "-", "-", "Res Gecex 868", 46_107, "-"],
            ["8471.50.10", 41, "Servidores de dados", "16BIT", 0, "-", "-", "Res Gecex 868", "26/03/2026", "-"],
            ["8517.13.00", null, "Celulares", 16, 5, null, null, "Res Gecex 318", "2022-04-01", "30/06/2026"],
            ["8504.40.10", null, "Carregadores", 16, 3, null, null, "Res Gecex 900", "01/10/2026", "-"],
            ["8529.90.20", null, "Partes", 16, "ver nota", null, null, "Res Gecex 318", "01/04/2022", "-"],
        ]),
        ("Anexo VII - Autopropulsados",
            [["Lista"], ListHeader, ["8501.10.10", "-", "Motores", 1, "-", "-", "Res", "-", "01/04/2022", "-", "-"]]));
}
