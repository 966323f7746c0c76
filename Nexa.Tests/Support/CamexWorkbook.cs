namespace Nexa.Tests.Support;

/// <summary>
/// The workbook of the annexes to Resolução Gecex 272/2021 as Camex publishes it: form and traps of the official one, codes and rates of
/// our own.
/// </summary>
internal static class CamexWorkbook
{
    public const string Name = "08-09-2026-anexos-i-a-x-resolucao-gecex-272-21.xlsx";
    public static readonly DateOnly Date = new(2026, 9, 8);
    private static readonly object?[] TecHeader = ["NCM", "DESCRIÇÃO", "TEC(%)"];
    private static readonly object?[] ListHeader =
        ["NCM", "Nº Ex", "Descrição", "Alíquota (%)", "Quota", "Unidade da Quota", "Ato de Inclusão", "Data do Ato de Inclusão",
            "Início da Vigência", "Término de Vigência", "Obs."];

    /// <param name="full">Adds as many codes as the official file has, so that the checks of a whole file pass.</param>
    public static byte[] Write(bool full = false) => SyntheticWorkbook.Write(
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
