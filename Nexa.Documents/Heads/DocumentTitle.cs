using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Heads;

/// <summary>What kind of document it is, by its title: the largest phrase of the head that names a kind.</summary>
internal static class DocumentTitle
{
    private const int LongestTitle = 70;

    /// <summary>The particular before the general: a proforma invoice is no invoice, an order confirmation no order.</summary>
    private static readonly (DocumentKind Kind, Regex Pattern)[] Kinds =
    [
        (DocumentKind.Proforma, Compose("title_proforma")),
        (DocumentKind.Confirmation, Compose("title_confirmation")),
        (DocumentKind.PackingList, Compose("title_packing")),
        (DocumentKind.DeliveryNote, Compose("title_delivery")),
        (DocumentKind.Order, Compose("title_order")),
        (DocumentKind.Quote, Compose("title_quote")),
        (DocumentKind.Invoice, Compose("title_invoice")),
    ];

    /// <param name="head">The lines above the first item.</param>
    public static DocumentKind FindKind(IReadOnlyList<TextLine> head)
    {
        var (best, worth) = (DocumentKind.Unknown, 0.0);
        foreach (var phrase in head.SelectMany(l => l.Phrases).Where(p => p.Text.Length <= LongestTitle))
        {
            foreach (var (kind, pattern) in Kinds)
            {
                if (pattern.Match(phrase.Text) is { Success: true } match)
                {
                    // Alone it is a title, with a colon behind it the label of another document's number.
                    var size = phrase.Words[0].Size * (match.Groups["rest"].Length == 0 ? 1.5
                        : match.Groups["rest"].Value.Contains(':', StringComparison.Ordinal) ? 0.6 : 1);
                    (best, worth) = size > worth + 0.1 ? (kind, size) : (best, worth);
                    break;
                }
            }
        }

        return best;
    }

    private static Regex Compose(string list) =>
        WordLists.ComposePattern($@"^\W*({{title_adjectives}}\s+)?{{{list}}}(?!\p{{L}})\s*(?<rest>.*?)\W*$");
}
