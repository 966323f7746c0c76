using System.Collections.Frozen;
using Nexa.Fiscal.Search;

namespace Nexa.Fiscal.Attributes;

/// <summary>How attributes and their values are called when they say a fact that the agents know.</summary>
internal static class FactWords
{
    // "de" in a phrase of a value counts ("montagem em superfície"); in a name it says nothing.
    private static readonly FrozenSet<string> SmallWords =
        new[] { "a", "o", "as", "os", "de", "da", "do", "das", "dos", "e", "em", "na", "no" }
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly (string Kind, string[] Keys, string[] Phrases)[] Lines =
        [.. EmbeddedText.ReadLines("Attributes.fact-words.txt").Select(ReadLine)];

    private static readonly FrozenSet<string> Dropped =
        Lines.Where(line => line.Kind == "drop").SelectMany(line => line.Phrases).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Names = Lines.Where(line => line.Kind == "name")
        .SelectMany(line => line.Phrases.Select(phrase => (phrase, line.Keys[0])))
        .ToFrozenDictionary(one => one.phrase, one => one.Item2, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> Values = Lines.Where(line => line.Kind == "value")
        .ToFrozenDictionary(line => BuildKey(line.Keys[0], line.Keys[1]), line => line.Phrases, StringComparer.Ordinal);

    /// <summary>The fact that an attribute of this name asks for; null where its name says more than that, or something else.</summary>
    public static string? FindFact(string name)
    {
        var words = Words.SplitWords(Measure.RemoveUnit(name)).Where(word => !SmallWords.Contains(word)).ToList();
        return Names.GetValueOrDefault(string.Join(' ', words))
            ?? Names.GetValueOrDefault(string.Join(' ', words.Where(word => !Dropped.Contains(word))));
    }

    /// <summary>Whether a text says this value of a fact; one that denies it ("não", "exceto") does not.</summary>
    public static bool Says(string text, string fact, string value)
    {
        var said = $" {string.Join(' ', Words.SplitWords(text))} ";
        var own = $" {string.Join(' ', Words.SplitWords(value))} ";
        if (said == own)
        {
            return true;
        }

        var phrases = Values.GetValueOrDefault(BuildKey(fact, value), []);
        var denied = said.Contains(" nao ", StringComparison.Ordinal) || said.Contains(" exceto ", StringComparison.Ordinal)
            || said.Contains(" outro", StringComparison.Ordinal) || said.Contains(" sem ", StringComparison.Ordinal);
        return phrases.Any(phrase => said == $" {phrase} " || (!denied && said.Contains($" {phrase} ", StringComparison.Ordinal)));
    }

    /// <summary>The value of a fact that a yes-or-no attribute of this name asks for, such as "Montagem em superfície (SMD)".</summary>
    public static string? FindAskedValue(string fact, string name)
    {
        var asked = Values.Keys.Where(key => key.StartsWith(fact + " ", StringComparison.Ordinal))
            .Select(key => key[(fact.Length + 1)..]).Where(value => Says(name, fact, value)).ToList();
        return asked is [var only] ? only : null;
    }

    private static string BuildKey(string fact, string value) => $"{fact} {value.ToLowerInvariant()}";

    private static (string Kind, string[] Keys, string[] Phrases) ReadLine(string line)
    {
        var (left, right) = (line[..line.IndexOf('=', StringComparison.Ordinal)],
            line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var keys = left.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (keys[0], keys[1..], right.Split(',', StringSplitOptions.TrimEntries));
    }
}
