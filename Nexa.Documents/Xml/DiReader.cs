using System.Xml.Linq;
using Nexa.Documents.Layouts;

namespace Nexa.Documents.Xml;

/// <summary>The extract of an import declaration (DI) as Siscomex gives it: numbers are digits with a fixed count of decimals.</summary>
internal static class DiReader
{
    private const decimal QuantityScale = 100_000, PriceScale = 10_000_000, AmountScale = 100;

    public static ExtractedDocument ReadDeclaration(XElement root)
    {
        var declaration = root.FindAll("declaracaoImportacao").First();
        var additions = declaration.Elements().Where(e => e.Name.LocalName == "adicao").ToList();
        var lines = additions.SelectMany(a => a.Elements().Where(e => e.Name.LocalName == "mercadoria").Select(m => ReadLine(a, m)))
            .ToList();
        var currencies = additions.Select(a => a.ReadText("condicaoVendaMoedaCodigo")).Distinct(StringComparer.Ordinal).ToList();
        var currency = currencies.Count == 1 ? FindCurrency(currencies[0]) : null;
        return new ExtractedDocument
        {
            Layout = "di",
            Kind = DocumentKind.Invoice,
            Supplier = additions.Select(a => a.ReadText("fornecedorNome")).FirstOrDefault(n => n is not null),
            Buyer = declaration.ReadText("importadorNome"),
            DocumentNumber = declaration.ReadText("numeroDI"),
            Date = XmlPaths.ParseDate(declaration.ReadText("dataRegistro")),
            Total = currencies.Count == 1 ? additions.Sum(a => a.ReadNumber("condicaoVendaValorMoeda")) / AmountScale : null,
            Warnings = currencies.Count == 1 ? []
                : ["As adições da declaração têm moedas diferentes: seus valores não foram somados."],
            Pages = 1,
            Currency = currency,
            Lines = LineBuilder.Build(XmlLine.BuildItems(lines), currency),
        };
    }

    /// <summary>Codes of the Banco Central as extracts show them beside "DOLAR DOS EUA" and "EURO/COM.EUROPEIA".</summary>
    private static string? FindCurrency(string? code) => code switch { "220" => "USD", "978" => "EUR", _ => null };

    private static XmlLine ReadLine(XElement addition, XElement goods)
    {
        var (quantity, price) = (goods.ReadNumber("quantidade") / QuantityScale, goods.ReadNumber("valorUnitario") / PriceScale);
        return new XmlLine
        {
            Description = goods.ReadText("descricaoMercadoria"),
            Manufacturer = addition.ReadText("fabricanteNome"),
            Origin = addition.ReadText("paisOrigemMercadoriaNome"),
            Ncm = Tariff.FindDigits(addition.ReadText("dadosMercadoriaCodigoNcm") ?? "", 8, 8),
            Quantity = quantity,
            UnitPrice = price,
            Total = quantity * price is { } product ? Math.Round(product, 2) : null,
        };
    }
}
