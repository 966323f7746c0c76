using System.Globalization;

namespace Nexa.Tests.Documents.Generator;

/// <summary>
/// Layouts that distributors and ERPs print: facts on lines of their own, headings over columns, charges and headings among the rows.
/// </summary>
internal static class GridLayouts
{
    private static readonly CultureInfo Brazil = CultureInfo.GetCultureInfo("pt-BR");
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Seller's number, maker and part number, description and origin in one cell, each with its label.</summary>
    public static GeneratedDocument Stacked(Random random, List<ExpectedItem> items, string name)
    {
        var (sheet, table) = Begin(random, ["Fjord Distribution Inc", "INVOICE 98765432", "Invoice Date: 05-MAR-2026", "Currency: USD"],
            [new("LINE", 5), new("QTY", 7, true), new("B/O", 5, true), new("DESCRIPTION", 50), new("UNIT PRICE", 12, true),
                new("EXTENDED AMOUNT", 14, true)]);
        table.Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            table.Row([$"{i + 1}"], [$"{item.Quantity}"], ["0"],
                [$"PART: {200 + i}-{1000 + (7 * i)}-ND", $"MFG : {item.Manufacturer} / {item.PartNumber}", $"DESC: {item.Description}",
                    $"CUST P/N: 45-{i:00000}", $"COO : {item.Origin}   HTSUS: {Dotted(item.Ncm)}00   ECCN: EAR99"],
                [Price(item)], [item.Total.ToString("N2", Plain)]);
        }

        table.Line($"Shipping 0.00   INVOICE TOTAL: USD {Sum(items).ToString("N2", Plain)}", right: true);
        return new("stacked-labels", name, sheet.Build(), items, sheet.Pages);
    }

    /// <summary>Description, tariff code and origin on lines under the item that cross the columns.</summary>
    public static GeneratedDocument RowsBelow(Random random, List<ExpectedItem> items, string name)
    {
        var (sheet, table) = Begin(random,
            ["Indústria Exemplo Eletrônica Ltda", "ORDEM DE COMPRA Nº 77120", "Emissão: 30/05/2026",
                "Fornecedor: Estrela Componentes Ltda"],
            [new("Linha", 7), new("Part Number", 22), new("Fabricante", 20), new("Quantidade", 12, true), new("Preço Unitário", 14, true),
                new("Preço Total", 14, true)]);
        table.Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            table.Row([$"{i + 1}"], [item.PartNumber], [item.Manufacturer], [$"{item.Quantity.ToString("N0", Brazil)} PÇ"],
                [$"{item.UnitPrice.ToString("0.00##", Brazil)} / 1 PÇ"], [item.Total.ToString("N2", Brazil)]);
            table.Below(item.Description);
            table.Below($"NCM: {Dotted(item.Ncm)}", $"País de Origem: {item.Origin}");
        }

        table.Line($"Valor total do pedido: R$ {Sum(items).ToString("N2", Brazil)}");
        return new("rows-below", name, sheet.Build(), items, sheet.Pages);
    }

    /// <summary>"Quantity" over what was ordered and shipped, "Price" over unit and extended; line numbers without a header.</summary>
    public static GeneratedDocument SpanningHeader(Random random, List<ExpectedItem> items, string name)
    {
        var (sheet, table) = Begin(random, ["Boreal Components Ltd", "Invoice Number: 36123456", "Invoice Date: 2026-03-24"],
            [new("", 4), new("Manufacturer Part No.", 20), new("Description", 30), new("Ordered", 8, true), new("Shipped", 8, true),
                new("B/O", 5, true), new("Unit", 10, true), new("Extended", 11, true)]);
        table.Header(("Quantity", 3, 5), ("Price (USD)", 6, 7));
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            var ordered = item.Quantity + (i % 3 == 0 ? 5 : 0);
            table.Row([$"{i + 1}"], [item.PartNumber], [item.Description], [$"{ordered}"], [$"{item.Quantity}"],
                [$"{ordered - item.Quantity}"], [Price(item)], [item.Total.ToString("N2", Plain)]);
        }

        table.Line($"Freight 85.00   Total {(Sum(items) + 85).ToString("N2", Plain)}", right: true);
        return new("spanning-header", name, sheet.Build(), items, sheet.Pages);
    }

    /// <summary>Narrow columns that touch each other, cells at the bottom or the middle of their rows, codes that wrap.</summary>
    public static GeneratedDocument Narrow(Random random, List<ExpectedItem> items, string name)
    {
        var sheet = new PdfSheet("Helvetica", 7);
        var table = new GridTable(sheet, ["Aurora Componentes S.A.", "Pedido: PC-90871", "Data: 02/04/2026"],
            [new("Item", 6, true), new("Part Number", 11), new("Descrição", 12), new("Fabricante", 13), new("NCM", 9, true),
                new("Qtd", 7, true), new("Preço Unit.", 10), new("Total", 10)],
            ruled: false, random.Next(2) == 0 ? Align.Bottom : Align.Middle, padding: 1.2);
        table.Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            table.Row([$"{i + 1}"], [item.PartNumber], [item.Description], [item.Manufacturer], [item.Ncm], [$"{item.Quantity}"],
                [item.UnitPrice.ToString("0.00##", Brazil)], [item.Total.ToString("N2", Brazil)]);
        }

        table.Line($"Total R$ {Sum(items).ToString("N2", Brazil)}", right: true);
        return new("narrow-columns", name, sheet.Build(), items, sheet.Pages);
    }

    /// <summary>Headings, lots and charges among the rows, and a table of taxes after them.</summary>
    public static GeneratedDocument Interrupted(Random random, List<ExpectedItem> items, string name)
    {
        var (sheet, table) = Begin(random, ["Delta-Volt Parts GmbH", "Invoice no: QP-22871", "Date: 11 June 2026", "Currency: EUR"],
            [new("Part No", 22), new("Description", 34), new("Origin", 12), new("Qty", 8, true), new("Unit price", 11, true),
                new("Amount", 12, true)]);
        table.Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            if (i % 5 == 0)
            {
                table.Line($"Your order: 4500{i:000000} dated 2026-05-{1 + (i % 28):00}");
            }

            table.Row([item.PartNumber], [item.Description], [item.Origin], [$"{item.Quantity}"], [Price(item)],
                [item.Total.ToString("N2", Plain)]);
            table.Below($"Lot: L{i}A77 / Date code: 25{i % 50:00} / HTS: {Dotted(item.Ncm)}");
        }

        table.Row([""], ["Freight charges"], [""], ["1"], ["120.00"], ["120.00"]);
        table.Line($"Total amount EUR {(Sum(items) + 120).ToString("N2", Plain)}", right: true);
        table.Line("Tax Code   Description        Rate    Base     Tax Amount");
        table.Line("A1         Reverse charge     0.00    0.00     0.00");
        return new("interrupted", name, sheet.Build(), items, sheet.Pages);
    }

    /// <summary>An ERP's code beside a description that ends with the part number and goes on with labels.</summary>
    public static GeneratedDocument Described(Random random, List<ExpectedItem> items, string name)
    {
        var (sheet, table) = Begin(random,
            ["Metalúrgica Horizonte S/A", "PEDIDO DE COMPRA Nº 018734", "Emissão: 28/03/2026",
                "Fornecedor: 000451 - COMPONENTES DO BRASIL LTDA"],
            [new("Item", 6), new("Código", 11), new("Descrição", 36), new("NCM", 10), new("UM", 5), new("Quant.", 9, true),
                new("Vlr. Unitário", 11, true), new("Vlr. Total", 12, true)]);
        table.Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            table.Row([$"{i + 1:0000}"], [$"MP{1000000 + (i * 37)}"],
                [$"{item.Description} - {item.PartNumber}", $"Fabricante: {item.Manufacturer}", $"Origem: {item.Origin}"],
                [item.Ncm], ["PC"], [item.Quantity.ToString("N2", Brazil)], [item.UnitPrice.ToString("0.00##", Brazil)],
                    [item.Total.ToString("N2", Brazil)]);
        }

        table.Line($"Total Geral: R$ {Sum(items).ToString("N2", Brazil)}", right: true);
        return new("described", name, sheet.Build(), items, sheet.Pages);
    }

    private static (PdfSheet Sheet, GridTable Table) Begin(Random random, string[] head, GridColumn[] columns)
    {
        var sheet = new PdfSheet(random.Next(2) == 0 ? "Helvetica" : "Times-Roman", 6.5 + (random.Next(3) * 0.5), random.Next(5) == 0 ? 90
            : 0);
        return (sheet, new(sheet, head, columns, ruled: random.Next(2) == 0, Align.Top));
    }

    private static decimal Sum(List<ExpectedItem> items) => items.Sum(i => i.Total);

    private static string Price(ExpectedItem item) => item.UnitPrice.ToString("0.00##", Plain);

    private static string Dotted(string ncm) => $"{ncm[..4]}.{ncm[4..6]}.{ncm[6..]}";
}
