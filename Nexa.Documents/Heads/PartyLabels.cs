using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Heads;

/// <summary>A label that names a party's role, the name read at it and how far down its block goes.</summary>
internal sealed record PartyLabel(bool IsSeller, string? Name, Phrase Phrase, double Bottom, double Right)
{
    public bool Covers(Phrase phrase)
    {
        var baseline = phrase.Words[0].Baseline;
        return phrase.Right > Phrase.Left - 4 && phrase.Left < Right && baseline >= Phrase.Words[0].Baseline - 1 && baseline <= Bottom;
    }
}

internal static class PartyLabels
{
    /// <summary>Lines of an address under its label.</summary>
    private const int BlockLines = 6;

    private static readonly Regex SellerPattern = Compose("seller_labels");
    private static readonly Regex SellerColonPattern = WordLists.ComposePattern(@"^\W*{seller_labels_with_colon}\s*:\s*(?<rest>.*)$");
    private static readonly Regex RecipientPattern = WordLists.ComposePattern(@"^\W*{order_recipient_labels}\s*[:,]\s*(?<rest>.*)$");
    private static readonly Regex LoneRecipientPattern = WordLists.ComposePattern(@"^\W*{order_recipient_lone}\W*$");
    private static readonly Regex BuyerPattern = Compose("buyer_labels");
    private static readonly Regex NamePattern = WordLists.ComposePattern(@"^\W*{name_labels}\s*:\s*(?<rest>.*)$");

    public static List<PartyLabel> FindAll(IReadOnlyList<TextLine> head, DocumentKind kind)
    {
        var found = new List<PartyLabel>();
        for (var i = 0; i < head.Count; i++)
        {
            foreach (var phrase in head[i].Phrases.Where(p => p.Text.Length <= 200))
            {
                if (MatchLabel(phrase.Text, kind) is var (isSeller, rest))
                {
                    found.Add(ReadLabel(head, i, phrase, isSeller, rest));
                }
            }
        }

        return found;
    }

    /// <summary>A label is a whole phrase or ends at a colon: "Vendor Material No" and "Supplier Contact" name no party.</summary>
    private static Regex Compose(string list) =>
        WordLists.ComposePattern($$"""
        ^\W*{{{list}}}(\s*/\s*({seller_labels}|{buyer_labels}))*(\s*{party_label_suffixes})?(\s*\([^)]*\))?
        \s*([:.]\s*(?<rest>.*)|$)
        """);

    private static (bool IsSeller, string Value)? MatchLabel(string text, DocumentKind kind)
    {
        foreach (var (pattern, isSeller) in (ReadOnlySpan<(Regex, bool)>)[(SellerPattern, true), (BuyerPattern, false),
            (SellerColonPattern, true)])
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                return (isSeller, match.Groups["rest"].Value);
            }
        }

        return LoneRecipientPattern.IsMatch(text) ? (kind is DocumentKind.Order, "")
            : RecipientPattern.Match(text) is { Success: true } recipient ? (kind is DocumentKind.Order, recipient.Groups["rest"].Value)
            : null;
    }

    private static PartyLabel ReadLabel(IReadOnlyList<TextLine> head, int at, Phrase label, bool isSeller, string rest)
    {
        var right = head[at].Phrases.Where(p => p.Left > label.Right).Select(p => p.Left).DefaultIfEmpty(double.MaxValue).Min();
        var block = FindBlock(head, at, label, Math.Min(right, label.Left + 320));
        var bottom = block.Count > 0 ? block[^1].Words[0].Baseline : label.Words[0].Baseline;
        var beside = head[at].Phrases.Find(p => p.Left > label.Right && p.Left - label.Right < 200);
        var named = block.Select(p => NamePattern.Match(p.Text)).Where(m => m.Success)
            .Select(m => CompanyName.ReadName(m.Groups["rest"].Value))
            .FirstOrDefault();
        var name = CompanyName.ReadName(rest) ?? CompanyName.ReadCodedName(rest)
            ?? (beside is null || rest.Length > 0 ? null : CompanyName.ReadCodedName(beside.Text)) ?? named
            ?? FindNameBeside(head, at, label)
            ?? block.Select(p => CompanyName.ReadName(p.Text)).FirstOrDefault(n => n is not null)
            ?? (beside is null || rest.Length > 0 ? null : CompanyName.ReadName(beside.Text));
        return new(isSeller, name, label, bottom, Math.Min(right, label.Left + 320));
    }

    /// <summary>"Verkäufer" as a heading, and below it "Name:" with the name in the next column.</summary>
    private static string? FindNameBeside(IReadOnlyList<TextLine> head, int at, Phrase label)
    {
        foreach (var line in head.Skip(at + 1).Take(BlockLines))
        {
            var index = line.Phrases.FindIndex(p => NamePattern.IsMatch(p.Text + (p.Text.EndsWith(':') ? "" : ":"))
                && Math.Abs(p.Left - label.Left) < 30);
            if (index >= 0 && index + 1 < line.Phrases.Count && CompanyName.ReadName(line.Phrases[index + 1].Text) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    private static List<Phrase> FindBlock(IReadOnlyList<TextLine> head, int at, Phrase label, double right)
    {
        var block = new List<Phrase>();
        var last = label.Words[0].Baseline;
        foreach (var line in head.Skip(at + 1).TakeWhile(l => block.Count < BlockLines))
        {
            if (line.Baseline - last > 3 * line.Size)
            {
                break;
            }

            if (line.Phrases.Find(p => p.Left < right - 2 && p.Left > label.Left - 30 && p.Right > label.Left) is { } phrase)
            {
                if (MatchLabel(phrase.Text, DocumentKind.Unknown) is not null)
                {
                    break; // the next party
                }

                block.Add(phrase);
                last = line.Baseline;
            }
        }

        return block;
    }
}
