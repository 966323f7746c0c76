using System.Globalization;

namespace Nexa.Tests.Documents.Generator;

/// <summary>The corpus: several layouts, three languages, noise by seed.</summary>
public static class GeneratedCorpus
{
    private static readonly CultureInfo Brazil = CultureInfo.GetCultureInfo("pt-BR");
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private static readonly Dictionary<string, Func<Random, int, string, GeneratedDocument>> Layouts = new(StringComparer.Ordinal)
    {
        ["pedido-de-compra"] = PurchaseOrder, ["mouser"] = Mouser, ["invoice"] = Invoice, ["factura"] = Factura, ["labelled"] = Labelled,
            ["danfe"] = Danfe, ["packing-list"] = PackingList, ["quote-two-columns"] = TwoColumns,
        ["stacked-labels"] = Grid(GridLayouts.Stacked, "en"), ["rows-below"] = Grid(GridLayouts.RowsBelow, "pt"),
            ["spanning-header"] = Grid(GridLayouts.SpanningHeader, "en"),
        ["narrow-columns"] = Grid(GridLayouts.Narrow, "pt"), ["interrupted"] = Grid(GridLayouts.Interrupted, "en"),
            ["described"] = Grid(GridLayouts.Described, "pt"),
    };

    public static IEnumerable<GeneratedDocument> All(int perLayout = 9)
    {
        foreach (var (name, make) in Layouts)
        {
            for (var seed = 0; seed < perLayout; seed++)
            {
                var random = new Random((seed * 7919) + (name.Length * 104729) + name[0]);
                yield return make(random, seed == 0 ? 1 : seed == perLayout - 1 ? 400 : random.Next(3, 90), $"{name}-{seed}");
            }
        }
    }

    /// <summary>About 200 pages of one invoice.</summary>
    public static GeneratedDocument LongInvoice(int items = 6380)
    {
        var random = new Random(42);
        return TableTemplate.Write("invoice", "long", ["Boreal Components Ltd", "Invoice No: INV-2026-1", "Date: 2026-03-04"],
            InvoiceColumns("en", Plain), MadeUpParts.Make(random, items, "en"),
            new("Helvetica", 8, 0, Ruled: true, RepeatHeader: true, Carried: false, TallHeader: false, 0), Plain, "Total USD");
    }

    private static GeneratedDocument Invoice(Random random, int count, string name) => TableTemplate.Write("invoice", name,
        ["Boreal Components Ltd", "Commercial Invoice No: INV-2026-0415", "Invoice Date: 2026-04-15   Currency: USD",
            "Ship to: Importadora Exemplo Ltda"],
        InvoiceColumns("en", Plain), MadeUpParts.Make(random, count, "en"), TableNoise.Random(random), Plain, "Total USD");

    private static List<TableColumn> InvoiceColumns(string language, CultureInfo culture) =>
    [
        new("Line", 4, (_, i) => $"{i}"),
        new("Mfr Part No", 17, (item, _) => item.PartNumber, IsCode: true),
        new("Description", 22, (item, _) => item.Description),
        new("Manufacturer", 13, (item, _) => item.Manufacturer),
        new("COO", 8, (item, _) => item.Origin),
        new("HTS", 9, (item, _) => item.Ncm),
        new("Qty", 6, (item, _) => item.Quantity.ToString("N0", culture), Right: true),
        new("Unit Price", 9, (item, _) => item.UnitPrice.ToString("0.00##", culture), Right: true),
        new("Amount", 10, (item, _) => item.Total.ToString("N2", culture), Right: true),
    ];

    private static GeneratedDocument Factura(Random random, int count, string name) => TableTemplate.Write("factura", name,
        ["Componentes del Sur S.A. de C.V.", "Factura No. F-88213", "Fecha: 12/05/2026", "Moneda: USD"],
        [
            new("Partida", 6, (_, i) => $"{i}"),
            new("Cantidad", 8, (item, _) => item.Quantity.ToString(Plain), Right: true),
            new("Número de parte", 18, (item, _) => item.PartNumber, IsCode: true),
            new("Descripción", 24, (item, _) => item.Description),
            new("Marca", 13, (item, _) => item.Manufacturer),
            new("País de origen", 10, (item, _) => item.Origin),
            new("Precio unitario", 10, (item, _) => item.UnitPrice.ToString("0.00##", Plain), Right: true),
            new("Importe", 10, (item, _) => item.Total.ToString("N2", Plain), Right: true),
        ], MadeUpParts.Make(random, count, "es"), TableNoise.Random(random), Plain, "Importe total");

    private static GeneratedDocument PurchaseOrder(Random random, int count, string name)
    {
        var labelled = random.Next(2) == 0;
        return TableTemplate.Write("pedido-de-compra", name,
            ["Indústria Exemplo Eletrônica Ltda", "PEDIDO DE COMPRA Nº 4500012345", "Data de emissão: 03/02/2026",
                "Fornecedor: Aurora Componentes S.A."],
            [
                new("Item", 5, (_, i) => $"{i * 10:00000}"),
                new("Código", 10, (_, i) => $"{30000000 + (i * 37)}"),
                new("Descrição", 36, (item, _) => labelled ? $"{item.Description} PN: {item.PartNumber}"
                    : $"{item.Description.Split(' ')[0]} {item.PartNumber} {item.Description}", IsCode: true),
                new("Un.", 5, (_, i) => $"{1000 + (i % 3)}"),
                new("Dt. Entrega", 10, (_, i) => $"{1 + (i % 28):00}/03/2026"),
                new("Qtd.", 7, (item, _) => item.Quantity.ToString("N0", Brazil), Right: true),
                new("Preço Unit.", 10, (item, _) => item.UnitPrice.ToString("0.00##", Brazil), Right: true),
                new("Valor Total", 11, (item, _) => item.Total.ToString("N2", Brazil), Right: true),
            ], MadeUpParts.Make(random, count, "pt"), TableNoise.Random(random), Brazil, "Total geral");
    }

    private static GeneratedDocument Danfe(Random random, int count, string name) => TableTemplate.Write("danfe", name,
        ["Estrela Eletrônica Distribuidora Ltda", "DANFE Documento Auxiliar da Nota Fiscal Eletrônica", "Nº 000.012.345",
            "Data da emissão: 15/01/2026"],
        [
            new("CÓD. PROD.", 16, (item, _) => item.PartNumber, IsCode: true),
            new("DESCRIÇÃO DO PRODUTO/SERVIÇO", 26, (item, _) => item.Description),
            new("NCM/SH", 8, (item, _) => item.Ncm),
            new("CST", 4, (_, _) => "000"),
            new("CFOP", 5, (_, _) => "5102"),
            new("UN", 4, (_, _) => "PC"),
            new("QUANT.", 9, (item, _) => item.Quantity.ToString("N4", Brazil), Right: true),
            new("V. UNIT.", 10, (item, _) => item.UnitPrice.ToString("N4", Brazil), Right: true),
            new("V. TOTAL", 10, (item, _) => item.Total.ToString("N2", Brazil), Right: true),
            new("BC ICMS", 8, (item, _) => item.Total.ToString("N2", Brazil), Right: true),
            new("%ICMS", 6, (_, _) => "18,00", Right: true),
        ], MadeUpParts.Make(random, count, "pt"), TableNoise.Random(random) with { Size = 6 }, Brazil, "Valor total da nota");

    private static GeneratedDocument PackingList(Random random, int count, string name) => TableTemplate.Write("packing-list", name,
        ["Fjord Micro GmbH", "PACKING LIST No. PL-7781", "Date: 7 March 2026"],
        [
            new("Carton No.", 7, (_, i) => $"{1 + (i / 4)}"),
            new("P/N", 18, (item, _) => item.PartNumber, IsCode: true),
            new("Description of Goods", 28, (item, _) => item.Description),
            new("Country of Origin", 10, (item, _) => item.Origin),
            new("Qty (PCS)", 8, (item, _) => item.Quantity.ToString(Plain), Right: true),
            new("N.W. (kg)", 8, (item, _) => (item.Quantity / 100m).ToString("0.00", Plain), Right: true),
        ], MadeUpParts.Make(random, count, "en"), TableNoise.Random(random), Plain, "Total");

    private static GeneratedDocument Mouser(Random random, int count, string name) =>
        MouserTemplate.Write(random, MadeUpParts.Make(random, count, "en"), name);

    private static GeneratedDocument Labelled(Random random, int count, string name) =>
        MouserTemplate.WriteLabelled(random, MadeUpParts.Make(random, count, "en"), name);

    private static Func<Random, int, string, GeneratedDocument> Grid(Func<Random, List<ExpectedItem>, string, GeneratedDocument> write,
        string language) =>
        (random, count, name) => write(random, MadeUpParts.Make(random, count, language), name);

    private static GeneratedDocument TwoColumns(Random random, int count, string name) =>
        MouserTemplate.WriteTwoColumns(random, MadeUpParts.Make(random, Math.Min(count, 60), "en"), name);
}
