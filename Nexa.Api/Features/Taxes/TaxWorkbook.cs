using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <summary>An estimate as a workbook: its items, the memória de cálculo, and what the reader has to know or find out.</summary>
internal static class TaxWorkbook
{
    public const string Unknown = "não disponível";
    private const string Whole = "declaração";

    private static readonly (string Title, int Width)[] Items =
    [
        ("DATA", 12), ("ITEM", 12), ("NCM", 12), ("EX", 6), ("VALOR ADUANEIRO", 16), ("II", 12), ("IPI", 12), ("PIS", 12), ("COFINS", 12),
        ("IS", 12), ("CBS", 12), ("IBS ESTADUAL", 14), ("IBS MUNICIPAL", 14), ("DEFESA COMERCIAL", 18), ("AFRMM", 12), ("SISCOMEX", 12),
        ("BASE DO ICMS", 14), ("ICMS", 12), ("ICMS DIFERIDO", 14), ("FECP", 12),
        ("TOTAL", 14),
    ];

    private static readonly (string Title, int Width)[] Steps =
    [
        ("DATA", 12), ("ITEM", 12), ("TRIBUTO", 28), ("BASE", 16), ("ALÍQUOTA (%)", 14), ("VALOR", 16), ("CÁLCULO", 60), ("ATO", 60),
        ("ORIGEM", 12), ("RECOLHIDO", 12),
    ];

    private static readonly (string Title, int Width)[] Costs =
    [
        ("DATA", 12), ("ITEM", 12), ("NCM", 12), ("QUANTIDADE", 14), ("UNIDADE", 10), ("DESPESAS LOCAIS", 16), ("CUSTO BRUTO", 16),
        ("CRÉDITOS", 16), ("CUSTO LÍQUIDO", 16), ("CUSTO BRUTO POR UNIDADE", 24), ("CUSTO LÍQUIDO POR UNIDADE", 24),
    ];

    private static readonly (string Title, int Width)[] Notes = [("DATA", 12), ("ITEM", 12), ("TRIBUTO", 28), ("OBSERVAÇÃO", 120)];

    public static async Task WriteAsync(Stream output, TaxAnswer answer, CancellationToken ct)
    {
        TaxAnswer[] all = [.. (answer.SideBySide ?? []).Prepend(answer).DistinctBy(one => one.Date).OrderBy(one => one.Date)];
        await using var sheet = await ExportSheet.CreateAsync(output, ct);
        await AddSheetAsync(sheet, "TRIBUTOS", Items, all.SelectMany(ListItems), ct);
        await AddSheetAsync(sheet, "MEMÓRIA DE CÁLCULO", Steps, all.SelectMany(ListSteps), ct);
        if (answer.Cost is not null)
        {
            await AddSheetAsync(sheet, "CUSTO", Costs, all.SelectMany(ListCosts), ct);
        }

        await AddSheetAsync(sheet, "PENDÊNCIAS E NOTAS", Notes, all.SelectMany(ListNotes), ct);
        await sheet.FinishAsync(ct);
    }

    private static async Task AddSheetAsync(
        ExportSheet sheet, string name, (string Title, int Width)[] columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        await sheet.StartSheetAsync(name, columns, ct);
        foreach (var row in rows)
        {
            await sheet.AddRowAsync(row, isMarked: row.Contains(Unknown), ct);
        }
    }

    private static IEnumerable<object?[]> ListItems(TaxAnswer answer)
    {
        var date = FormatDay(answer.Date);
        foreach (var (index, item) in answer.Items.Index())
        {
            yield return
            [
                date, index + 1, item.Ncm, item.Ex,
                .. ListAmounts(item.CustomsValue, item.Ii, item.Ipi, item.Pis, item.Cofins, item.Is, item.Cbs, item.IbsUf, item.IbsMun,
                    item.TradeDefence, item.Afrmm, item.Siscomex, item.IcmsBase, item.Icms, item.IcmsDeferred, item.Fecp,
                    item.Total),
            ];
        }

        var sum = answer.Totals;
        yield return
        [
            date, Whole, null, null,
            .. ListAmounts(sum.CustomsValue, sum.Ii, sum.Ipi, sum.Pis, sum.Cofins, sum.Is, sum.Cbs, sum.IbsUf, sum.IbsMun, sum.TradeDefence,
                sum.Afrmm, sum.Siscomex, sum.IcmsBase, sum.Icms, sum.IcmsDeferred, sum.Fecp, sum.Total),
        ];
    }

    private static IEnumerable<object?[]> ListSteps(TaxAnswer answer) =>
        answer.Items.Index().SelectMany(one => one.Item.Steps.Select(step => ListStep(answer.Date, one.Index + 1, step)))
            .Concat(answer.Steps.Select(step => ListStep(answer.Date, Whole, step)));

    private static object?[] ListStep(DateOnly date, object item, TaxStep step) =>
    [
        FormatDay(date), item, Portuguese.NameTax(step.Tax), step.Base, step.Rate is { } rate ? WriteRate(rate) : null,
        step.Value is { } value ? value : Unknown, step.Formula, step.Act, step.Source == "caller" ? "informado" : "tabela",
        step.Payable ? "sim" : "não",
    ];

    // Without the importer's regime nothing is said of credits: those cells stay empty.
    private static IEnumerable<object?[]> ListCosts(TaxAnswer answer) =>
        answer.Items.Index().Where(one => one.Item.Cost is not null)
            .Select(one => ListCost(answer.Date, one.Index + 1, one.Item.Ncm, one.Item.Cost!))
            .Concat(answer.Cost is { } whole ? [ListCost(answer.Date, Whole, null, whole)] : []);

    private static object?[] ListCost(DateOnly date, object item, string? ncm, ImportCost cost) =>
    [
        FormatDay(date), item, ncm, cost.Quantity, cost.Unit, .. ListAmounts(cost.LocalExpenses, cost.Gross),
        .. cost.Credits is { } credits ? (object?[])ListAmounts(credits.Total, cost.Net) : [null, null],
        cost.GrossPerUnit, cost.NetPerUnit,
    ];

    private static IEnumerable<object?[]> ListNotes(TaxAnswer answer) =>
        answer.Missing.Select(one => new object?[]
        {
            FormatDay(answer.Date), one.Item is { } item ? item + 1 : Whole, Portuguese.NameTax(one.Tax), one.Reason,
        }).Concat(answer.Candidates.Select(one => new object?[] { FormatDay(answer.Date), one.Item + 1, null, one.Text }))
            .Concat(answer.Notes.Select(note => new object?[] { FormatDay(answer.Date), Whole, null, note }));

    private static object[] ListAmounts(params decimal?[] amounts) =>
        Array.ConvertAll(amounts, amount => amount is { } known ? known : (object)Unknown);

    private static object WriteRate(Rate rate) => rate is { Kind: RateKind.Percent, Percent: { } percent } ? percent
        : Portuguese.FormatPercent(rate);

    private static string FormatDay(DateOnly day) => day.ToString("dd/MM/yyyy", Portuguese.Culture);
}
