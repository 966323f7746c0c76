using System.Text.RegularExpressions;

namespace Nexa.Core.Catalogue;

/// <summary>
/// An address in one line as the agents answer it, in the parts that the declaration asks for. What is not sure stays null.
/// </summary>
public sealed partial record MakerAddress(string? Street, string? City, string? Subdivision, string? PostalCode, string? Country)
{
    /// <param name="line">The whole address.</param>
    /// <param name="country">Two letters, or the name in Portuguese.</param>
    /// <param name="city">As the agents know it; null where they don't.</param>
    public static MakerAddress ReadLine(string? line, string? country, string? city)
    {
        var iso = Countries.FindCode(country);
        var parts = (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count > 1 && iso is not null && Countries.FindCode(parts[^1]) == iso)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        var read = TakeParts(parts, iso);
        if (city is null)
        {
            return read;
        }

        var at = parts.FindLastIndex(part => part.Contains(city, StringComparison.OrdinalIgnoreCase));
        return read with { City = city, Street = at > 0 ? Join(parts[..at]) : read.Street };
    }

    private static MakerAddress TakeParts(List<string> parts, string? iso)
    {
        if (parts.Count < 2)
        {
            return new(parts.Count == 0 ? null : parts[0], null, null, null, iso);
        }

        var last = parts[^1];
        if (parts.Count > 2 && StateAndCode().Match(last) is { Success: true } american)
        {
            return new(Join(parts[..^2]), parts[^2], american.Groups["state"].Value, american.Groups["code"].Value, iso);
        }

        var match = CodeAndCity().Match(last) is { Success: true } before ? before : CityAndCode().Match(last);
        if (!match.Success)
        {
            return new(Join(parts), null, null, null, iso); // a part without a postal code may be a district as well as a city
        }

        var (name, code) = (match.Groups["city"].Value, match.Groups["code"].Value);
        if (parts.FindLastIndex(part => Municipality().IsMatch(part)) is > 0 and var at)
        {
            return new(Join(parts[..at]), parts[at], null, code, iso); // then the last part is the prefecture or the province
        }

        return Province().IsMatch(name) || parts.Exists(part => District().IsMatch(part)) ? new(Join(parts[..^1]), null, null, code, iso)
            : new(Join(parts[..^1]), name, null, code, iso);
    }

    private static string Join(List<string> parts) => string.Join(", ", parts);

    /// <summary>Cities of Japan and Korea: "Anan-shi", "Suwon-si".</summary>
    [GeneratedRegex(@"\p{L}-(shi|si)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Municipality();

    [GeneratedRegex(@"-(do|ken|fu)$| (Prefecture|Province)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Province();

    /// <summary>Districts and towns of Japan and Korea, which stand before a prefecture.</summary>
    [GeneratedRegex(@"\p{L}-(gun|machi)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex District();

    /// <summary>"MN 55144", "CA 95054-1549", "ON K2K 3J1".</summary>
    [GeneratedRegex(@"^(?<state>[A-Z]{2}) (?<code>\d{5}(-\d{4})?|[A-Z]\d[A-Z] \d[A-Z]\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StateAndCode();

    /// <summary>"8050 Zürich", "5656 AG Eindhoven", "D-74638 Waldenburg".</summary>
    [GeneratedRegex(@"^([A-Z]{1,2}-)?(?<code>\d{4} [A-Z]{2}|\d{3} \d{2}|\d{4,6}) (?<city>\p{L}[\p{L} .'-]*)$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeAndCity();

    /// <summary>"Tokyo 141-8605", "Hsinchu City 30078", "Cambridge CB4 0AB".</summary>
    [GeneratedRegex(@"^(?<city>\p{L}[\p{L} .'-]*?) (?<code>\d{3}-\d{4}|\d{3,6}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CityAndCode();
}
