using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Heads;

/// <summary>A company that a document names, and how sure that is.</summary>
internal readonly record struct Party(string? Name, double Confidence);

/// <summary>
/// Finds the seller and the buyer of a document. Labels come first; where a party has none, the letterhead names the buyer of an order and
/// the seller of any other document.
/// </summary>
internal static partial class Parties
{
    private const double Labelled = 0.95, Known = 0.85, Letterhead = 0.75, Recipient = 0.7, Guessed = 0.3;

    /// <summary>In points. Lines of one cell begin at the same place; measured edges differ by less than this.</summary>
    private const double MostShift = 3;

    private static readonly Regex KnownPattern = WordLists.ComposePattern(@"\b{distributors}\b(?!\s+(part|no))");

    /// <param name="head">The lines above the first item.</param>
    public static (Party Seller, Party Buyer) Find(IReadOnlyList<TextLine> head, DocumentKind kind, bool hasItems)
    {
        var (seller, buyer) = FindNamed(head, kind, hasItems);
        return (seller with { Name = AddForms(head, seller.Name) }, buyer with { Name = AddForms(head, buyer.Name) });
    }

    /// <summary>Adds the company's form to a name where it stands alone on the line below.</summary>
    private static string? AddForms(IReadOnlyList<TextLine> head, string? name)
    {
        for (var i = 0; name is not null && i + 1 < head.Count; i++)
        {
            if (head[i].Phrases.Find(p => p.Text.EndsWith(name, StringComparison.Ordinal)) is { } phrase
                && head[i + 1].Phrases.Find(p => Math.Abs(p.Left - phrase.Left) < MostShift && CompanyName.IsForms(p.Text)) is { } form)
            {
                return $"{name} {form.Text}";
            }
        }

        return name;
    }

    private static (Party Seller, Party Buyer) FindNamed(IReadOnlyList<TextLine> head, DocumentKind kind, bool hasItems)
    {
        var labels = PartyLabels.FindAll(head, kind);
        var seller = labels.Where(l => l.IsSeller && l.Name is not null).Select(l => l.Name).FirstOrDefault();
        var buyer = labels.Where(l => !l.IsSeller && l.Name is not null).Select(l => l.Name).FirstOrDefault();
        var own = kind is DocumentKind.Order ? buyer : seller;
        var letterhead = FindLetterhead(head, labels, hasItems);
        if (kind is DocumentKind.Order)
        {
            return (FindOrderedFrom(head, labels, seller, letterhead), buyer is not null ? new(buyer, Labelled)
                : RateLetterhead(letterhead));
        }

        return (FindSeller(head, labels, seller, letterhead), new(buyer, buyer is null ? 0 : Labelled));
    }

    private static Party FindSeller(IReadOnlyList<TextLine> head, List<PartyLabel> labels, string? labelled, string? letterhead)
    {
        if (labelled is not null)
        {
            return new(labelled, Labelled);
        }

        if (head.Select(l => ReceiptPattern().Match(l.Text)).FirstOrDefault(m => m.Success) is { } receipt)
        {
            return new(receipt.Groups["name"].Value, Labelled);
        }

        return FindKnown(head, labels) is { } known ? new(known, Known) : RateLetterhead(letterhead);
    }

    /// <summary>The seller of an order is the labelled one, a known distributor, or the company that the order is addressed to.</summary>
    private static Party FindOrderedFrom(IReadOnlyList<TextLine> head, List<PartyLabel> labels, string? labelled, string? letterhead)
    {
        if (labelled is not null)
        {
            return new(labelled, Labelled);
        }

        if (FindKnown(head, labels) is { } known)
        {
            return new(known, Known);
        }

        var addressed = FindCompanies(head, labels).FirstOrDefault(c => !string.Equals(c, letterhead, StringComparison.OrdinalIgnoreCase));
        return addressed is not null ? new(addressed, Recipient) : new(letterhead, letterhead is null ? 0 : Guessed);
    }

    /// <summary>A letterhead without a company's form or trade may be a slogan or a title: it is only a guess.</summary>
    private static Party RateLetterhead(string? name) =>
        new(name, name is null ? 0 : CompanyName.IsCompany(name) ? Letterhead : Guessed);

    private static string? FindKnown(IReadOnlyList<TextLine> head, List<PartyLabel> labels) =>
        head.SelectMany(l => l.Phrases).Where(p => p.Text.Length < 90 && !IsBuyers(p, labels)).Select(p => KnownPattern.Match(p.Text))
        .FirstOrDefault(m => m.Success)?.Value;

    /// <summary>The companies outside the buyer's block, from top to bottom.</summary>
    private static IEnumerable<string> FindCompanies(IReadOnlyList<TextLine> head, List<PartyLabel> labels) =>
        head.SelectMany(l => l.Phrases).Where(p => CompanyName.IsCompany(p.Text) && !IsBuyers(p, labels))
        .Select(p => CompanyName.ReadName(p.Text)).OfType<string>();

    private static string? FindLetterhead(IReadOnlyList<TextLine> head, List<PartyLabel> labels, bool hasItems)
    {
        if (FindCompanies(head, labels).FirstOrDefault() is { } company)
        {
            return company;
        }

        var names = head.SelectMany(l => l.Phrases)
            .Where(p => p.Text.Count(char.IsLetter) >= 4 && HeaderTerms.MatchCell(p.Text) is Field.None && !IsBuyers(p, labels)
            && !p.Text.Contains(':', StringComparison.Ordinal) && CompanyName.ReadName(p.Text) is not null).ToList();
        var largest = names.MaxBy(p => p.Words[0].Size);
        var isLarger = largest is not null
            && !head.SelectMany(l => l.Phrases).Any(p => p.Words[0].Size > largest.Words[0].Size * 1.1 && !DocumentFacts.IsTitle(p.Text));
        return hasItems && isLarger ? CompanyName.ReadName(largest!.Text) : null;
    }

    /// <summary>Whether the phrase stands in the block under a buyer's label.</summary>
    private static bool IsBuyers(Phrase phrase, List<PartyLabel> labels) => labels.Exists(l => !l.IsSeller && l.Covers(phrase));

    /// <summary>The receiver of a Brazilian invoice signs a slip that names the seller.</summary>
    [GeneratedRegex(@"RECEBEMOS DE (?<name>.{3,80}?),? OS PRODUTOS", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ReceiptPattern();
}
