namespace Nexa.Core.Classifications;

/// <summary>
/// How words are compared in the search of classifications; the column <c>search</c> and its queries use the same expression.
/// </summary>
internal static class ClassificationSearch
{
    /// <summary>
    /// Letters without their accents: an immutable expression, which the contributed unaccent() is not. In the C locale lower() leaves
    /// accented capitals.
    /// </summary>
    private const string Folded =
        "translate(lower({0}), 'áàâãäéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ', 'aaaaaeeeeiiiiooooouuuucnaaaaaeeeeiiiiooooouuuucn')";

    /// <summary>The words that a person typed as a <c>tsquery</c>.</summary>
    public static string Query(string words) => $"websearch_to_tsquery('portuguese', {Fold(words)})";

    public static string Fold(string expression) => Folded.Replace("{0}", expression, StringComparison.Ordinal);
}
