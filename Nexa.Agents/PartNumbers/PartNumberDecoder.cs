using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>
/// Reads part numbers by the numbering schemes in Knowledge/Schemes. Immutable after loading; safe for any number of threads.
/// </summary>
public sealed class PartNumberDecoder
{
    /// <summary>Chosen: a number that is read only without its last characters is a little less sure than one that is read whole.</summary>
    private const double SuffixPenalty = 0.9;

    /// <summary>Chosen: a dash that was put in by guess leaves the reading below the high band.</summary>
    private const double DashedAtMost = 0.7;

    /// <summary>Chosen: digits alone may be a serial, order or bar code number, letters alone a word.</summary>
    private const double PlainAtMost = 0.8;

    private static readonly Regex OrderingSuffix = Expressions.ComposePattern(@"{ordering_suffixes}\z");
    private readonly Dictionary<string, List<Scheme>> index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> generic = new(StringComparer.Ordinal);
    private readonly ManufacturerTable manufacturers;

    private PartNumberDecoder(ManufacturerTable manufacturers) => this.manufacturers = manufacturers;

    internal IReadOnlyList<Scheme> Schemes { get; private init; } = [];

    public static PartNumberDecoder Load()
    {
        var common = Knowledge.ReadFile<Dictionary<string, SegmentText>>("Knowledge/segments.json");
        var packages = Knowledge.ReadFile<Dictionary<string, string>>("Knowledge/packages.json")
            .SelectMany(mounting => mounting.Value.Split(' ').Select(package => (Package: package, Mounting: mounting.Key)))
            .ToDictionary(pair => pair.Package, pair => pair.Mounting, StringComparer.Ordinal);
        var schemes = new List<Scheme>();
        foreach (var file in Knowledge.ListFiles("Knowledge/Schemes/").Select(Knowledge.ReadFile<SchemeFile>))
        {
            schemes.AddRange(file.Schemes.Select(scheme => new Scheme(
                scheme, file.Manufacturer, name =>
                    scheme.Segments?.GetValueOrDefault(name) ?? file.Segments.GetValueOrDefault(name) ?? common.GetValueOrDefault(name),
                    packages)));
        }

        var decoder = new PartNumberDecoder(ManufacturerTable.Load()) { Schemes = schemes };
        foreach (var scheme in schemes)
        {
            if (scheme.Manufacturer is { } maker)
            {
                (decoder.lines.TryGetValue(maker, out var kinds) ? kinds
                    : decoder.lines[maker] = new(StringComparer.Ordinal)).Add(scheme.Family.Split('.')[0]);
            }
            else
            {
                decoder.generic.Add(scheme.Id);
            }

            foreach (var prefix in PatternPrefixes.ListPrefixes(scheme.Expression))
            {
                (decoder.index.TryGetValue(prefix, out var list) ? list : decoder.index[prefix] = []).Add(scheme);
            }
        }

        return decoder;
    }

    /// <summary>The kinds of products (first part of the family) of a manufacturer's own schemes.</summary>
    internal IReadOnlySet<string> ListFamilies(string manufacturer) => lines.GetValueOrDefault(manufacturer) ?? [];

    /// <summary>A scheme of numbers that no single manufacturer owns.</summary>
    internal bool IsGeneric(string scheme) => generic.Contains(scheme);

    /// <summary>Every reading that a scheme allows, best first; the same for the same input on every run.</summary>
    public IReadOnlyList<Decoding> Decode(string partNumber, string? manufacturer = null)
    {
        if (PartText.FromWritten(partNumber) is not { } part)
        {
            return [];
        }

        var stated = manufacturer is null ? null : manufacturers.Find(manufacturer)?.Id;
        var found = ReadPart(part, stated);

        if (found.Count > 0)
        {
            return found;
        }

        // An ordering suffix that the scheme does not know (reel, lead-free mark, a distributor's tail) must not hide the part.
        if (OrderingSuffix.Match(part.Value) is { Success: true, Index: > 3 } suffix)
        {
            found = ReadPart(part.TakeHead(suffix.Index), stated);
        }

        if (found.Count == 0 && WrittenNumber.RemoveDistributor(part.Value) is { } bare)
        {
            found = ReadPart(PartText.FromWritten(bare)!, stated);
        }

        return found.Count > 0 ? LowerCertainty(found, SuffixPenalty) : ReadWithDash(part.Value, stated);
    }

    /// <summary>
    /// A dash may be put in many places, so random strings pass more easily: without the maker's name the reading stays doubtful.
    /// </summary>
    private List<Decoding> ReadWithDash(string value, string? stated)
    {
        var found = WrittenNumber.InsertDashes(value).Select(dashed => ReadPart(PartText.FromWritten(dashed)!, stated))
            .FirstOrDefault(read =>
            read.Count > 0) ?? [];
        return [.. found.Select(reading => stated is not null && reading.ManufacturerId == stated ? reading
            : reading with { Certainty = Math.Min(reading.Certainty, DashedAtMost) })];
    }

    private static List<Decoding> LowerCertainty(List<Decoding> readings, double factor) =>
        [.. readings.Select(reading => reading with { Certainty = Math.Round(reading.Certainty * factor, 4) })];

    /// <summary>Whether the scheme reads exactly this text.</summary>
    internal bool CanRead(string text, string scheme) => PartText.FromWritten(text) is { } part
        && ReadPart(part, null).Exists(reading => reading.Scheme == scheme);

    private List<Decoding> ReadPart(PartText part, string? stated)
    {
        var readings = new List<Decoding>();
        var isPlain = !part.Value.Any(char.IsAsciiDigit) || !part.Value.Any(char.IsAsciiLetter);
        var tried = new HashSet<Scheme>();
        for (var length = Math.Min(PatternPrefixes.Length, part.Value.Length); length >= 0; length--)
        {
            foreach (var scheme in index.GetValueOrDefault(part.Value[..length]) ?? [])
            {
                if (tried.Add(scheme) && !(isPlain && stated is not null && scheme.Manufacturer is { } maker && maker != stated)
                    && scheme.ReadPart(part, stated) is { } reading)
                {
                    readings.Add(isPlain && (stated is null || scheme.Manufacturer != stated)
                        ? reading with { Certainty = Math.Round(reading.Certainty * PlainAtMost, 4) } : reading);
                }
            }
        }

        return [.. readings.OrderByDescending(reading => reading.Certainty).ThenByDescending(reading =>
            reading.Facts.Count).ThenBy(reading => reading.Scheme, StringComparer.Ordinal)];
    }
}
