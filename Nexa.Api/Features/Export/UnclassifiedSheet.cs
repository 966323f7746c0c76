using Nexa.Core.Documents;

namespace Nexa.Api.Features.Export;

/// <summary>The second sheet of a document's export: what it bills and nobody could classify.</summary>
internal static class UnclassifiedSheet
{
    public const string Name = "SEM PART NUMBER";

    public static readonly IReadOnlyList<(string Title, int Width)> Columns =
    [
        ("LINHA", 8), ("PÁGINA", 8), ("PART NUMBER", 20), ("DESCRIÇÃO", 60), ("FABRICANTE", 30), ("QUANTIDADE", 12),
        ("PREÇO UNITÁRIO", 14), ("TOTAL DA LINHA", 14), ("MOEDA", 8), ("NCM INFORMADA", 14), ("PAÍS DE ORIGEM", 14),
    ];

    public static IEnumerable<object?> ListValues(UnclassifiedLine line) =>
    [
        line.Line, line.Page, line.Partnumber, line.Description, line.Manufacturer, line.Quantity, line.UnitPrice, line.LineTotal,
        line.Currency, line.Ncm, line.CountryOfOrigin,
    ];
}
