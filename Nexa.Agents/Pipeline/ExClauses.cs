using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;
using Nexa.Fiscal;

namespace Nexa.Agents.Pipeline;

/// <summary>The Ex-TIPI of a code as candidates: what of their text the known facts meet, miss or leave open. Nothing is applied.</summary>
internal static class ExClauses
{
    /// <summary>Chosen: as many as an analyst reads.</summary>
    private const int MostClauses = 5;

    private static readonly HashSet<string> SmallWords = new(Expressions.GetList("small_words"), StringComparer.Ordinal);

    /// <summary>"tensão não superior a 1.000 V".</summary>
    private static readonly Regex Limit = Expressions.ComposePattern(
        @"(?<what>{clause_quantities}) (?<how>{clause_comparisons}) (?<number>\d[\d.,]*) ?(?<unit>k?V|k?W|A|Ah)\b");

    public static IEnumerable<Evidence> FindClauses(string code, Hypothesis? best, string? plainText, FiscalTables tables, DateOnly on) =>
        tables.FindEx(code, on).Take(MostClauses).Select(rule =>
            new Evidence("exception", $"candidato Ex {rule.Ex}: {rule.Text}",
            $"TIPI; {JudgeClause(rule.Text, best, plainText)}; não aplicado"));

    private static string JudgeClause(string text, Hypothesis? best, string? plainText)
    {
        if (Limit.Match(text) is { Success: true } limit && FindFactKey(limit.Groups["what"].Value) is { } key)
        {
            if (best?.Facts.FindFact(key) is not { } fact || Quantity.Parse(fact.Value) is not { } known)
            {
                return $"cláusula \"{limit.Value}\": falta o dado";
            }

            var bound = Quantity.Parse(limit.Groups["number"].Value.Replace(".", "", StringComparison.Ordinal).Replace(',',
                '.') + " " + limit.Groups["unit"].Value) ?? double.NaN;
            var fits = limit.Groups["how"].Value switch
            {
                "não superior a" or "inferior ou igual a" or "de até" or "até" => known <= bound,
                "inferior a" or "abaixo de" => known < bound,
                "igual ou superior a" => known >= bound,
                _ => known > bound,
            };
            return $"cláusula \"{limit.Value}\": {(fits ? "atende" : "não atende")} ({fact.Value}; {fact.Source})";
        }

        var wanted = TextWords.ListWords(TextWords.ToPlain(text)).Where(word => word.Length > 3
            && !SmallWords.Contains(word)).Select(CutEnding).ToHashSet(StringComparer.Ordinal);
        var said = TextWords.ListWords(plainText ?? "").Select(CutEnding).ToHashSet(StringComparer.Ordinal);
        return wanted.Count > 0 && wanted.All(said.Contains)
            ? "a descrição traz as palavras do Ex: confirme"
            : "nada do que se sabe da mercadoria confirma o texto do Ex";
    }

    private static string CutEnding(string word) => word.Length > 5 ? word[..5] : word;

    private static string? FindFactKey(string what) => what.ToLower(CultureInfo.InvariantCulture) switch
    {
        "tensão" => "voltage",
        "potência" => "power_w",
        "corrente" => "current_a",
        "capacidade" => "capacity_ah",
        _ => null,
    };
}
