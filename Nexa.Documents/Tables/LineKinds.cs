using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>Lines of a table that are none of its rows.</summary>
internal static partial class LineKinds
{
    /// <summary>A ruling that a typewriter draws.</summary>
    public static bool IsRule(TextLine line) => line.Words.TrueForAll(w => w.Text.All(c => "-=_.*+|~".Contains(c, StringComparison.Ordinal)));

    /// <summary>"Your order 4500012345 of 3 May" above the rows that answer to it.</summary>
    public static bool IsHeading(TextLine line) => line.Phrases.Count == 1 && line.Text.Length < 120 && HeadingPattern().IsMatch(line.Text);

    /// <summary>Totals, carried sums, page feet and notes: not a part of any row.</summary>
    public static bool IsClosing(TextLine line) => line.Closes ??= Closes(line);

    private static bool Closes(TextLine line)
    {
        foreach (var phrase in line.Phrases)
        {
            if (phrase.Words.Count <= 8 && ClosingPattern().IsMatch(phrase.Text))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^\W*((your|our|customer|seu|nosso|su|ihre?|unsere?)\s+)?(purchase\s+order|order|p\.?o\.?|pedido|ordem|orden|bestellung|auftrag|delivery(\s+note)?|lieferschein|shipment|remessa|carton|ctn|caixa|pallet|box)(\s*(no|nr|n[º°]|#|number))?\W*\d", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"^\W*((\p{L}+\s+)?(\d+\s+)?(sub|grand|invoice|order|net|factuur|merchandise|line|page)?[\s-]*totals?(?!\s*(harness|control))(\s+[\p{L}/().%-]+){0,4}|sum(me)?\b.{0,30}|totais|totaal|valor\s+total|total\s+geral|total\s+(do|da|de|del|of)\b.*|untaxed|gesamt|suma|soma|importe\s+total|transporte|a\s+transportar|transportar|carried\s+forward|brought\s+forward|continua(do|ção)?(\s+na\s+próxima.*)?|continued(\s+on.*)?|continúa.*|freight|frete|flete|shipping(\s*(&|and)\s*handling)?|handling|desconto(\s+total)?|discount|tax\s+\d.*|sales\s+tax|vat|iva|ipi\s+total|valor\s+(do|da|dos)\s+.*|(p[aá]gina|page|p[aá]g\.?|folha|hoja|seite)\s*:?\s*\d+(\s*(of|de|/|/ )\s*\d+)?|terms\b.*|payment\s.*|bank\s.*|notes?|observa[cç][oõ]es.*|obs\.?|remarks?|condi[cç][oõ]es.*|condiciones.*|thank\s+you.*|obrigado.*|assinatura.*|signature.*|autorizado.*|approved\s+by.*|dados\s+adicionais.*|c[aá]lculo\s+do\s+.*)\s*:?(\s*\(?([A-Z]{3}|R\$|US\$)\)?)?\s*:?\s*([A-Z$€£R ]{0,4}[\d.,]+)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ClosingPattern();
}
