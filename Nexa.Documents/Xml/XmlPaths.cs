using System.Globalization;
using System.Xml.Linq;

namespace Nexa.Documents.Xml;

/// <summary>Elements by their local names: the namespaces of one format differ by version.</summary>
internal static class XmlPaths
{
    public static IEnumerable<XElement> FindAll(this XElement? element, string name) =>
        element is null ? [] : element.DescendantsAndSelf().Where(e => e.Name.LocalName == name);

    /// <summary>The first element under a path of names: each is a child of the one before.</summary>
    public static XElement? Find(this XElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element?.Elements().FirstOrDefault(e => e.Name.LocalName == name);
        }

        return element;
    }

    public static string? ReadText(this XElement? element, params ReadOnlySpan<string> path) =>
        element.Find(path)?.Value.Trim() is { Length: > 0 } text ? text : null;

    public static decimal? ReadNumber(this XElement? element, params ReadOnlySpan<string> path) => ParseNumber(element.ReadText(path));

    public static decimal? ParseNumber(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var number) ? number : null;

    /// <summary>2026-02-24T10:22:41-03:00, 2026-02-24, 20260224 or 202602241022.</summary>
    public static DateOnly? ParseDate(string? text)
    {
        var day = text switch
        {
            null => null,
            { Length: >= 10 } when text[4] is '-' => text[..10],
            { Length: 12 or 14 } => text[..8],
            _ => text,
        };
        return DateOnly.TryParseExact(day, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : null;
    }
}
