using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>Reads part numbers by the numbering schemes in Knowledge/Schemes. Immutable after loading; safe for any number of threads.</summary>
public sealed partial class PartNumberDecoder
{
    private const double SuffixPenalty = 0.9;
    private readonly Dictionary<string, List<Scheme>> index = new(StringComparer.Ordinal);
    private readonly ManufacturerTable manufacturers;

    private PartNumberDecoder(ManufacturerTable manufacturers) => this.manufacturers = manufacturers;

    internal IReadOnlyList<Scheme> Schemes { get; private init; } = [];

    public static PartNumberDecoder Load()
    {
        var common = Knowledge.Read<Dictionary<string, SegmentText>>("Knowledge/segments.json");
        var packages = Knowledge.Read<Dictionary<string, string>>("Knowledge/packages.json")
            .SelectMany(mounting => mounting.Value.Split(' ').Select(package => (Package: package, Mounting: mounting.Key)))
            .ToDictionary(pair => pair.Package, pair => pair.Mounting, StringComparer.Ordinal);
        var schemes = new List<Scheme>();
        foreach (var file in Knowledge.Names("Knowledge/Schemes/").Select(Knowledge.Read<SchemeFile>))
        {
            schemes.AddRange(file.Schemes.Select(scheme => new Scheme(
                scheme, file.Manufacturer, name => scheme.Segments?.GetValueOrDefault(name) ?? file.Segments.GetValueOrDefault(name) ?? common.GetValueOrDefault(name), packages)));
        }

        var decoder = new PartNumberDecoder(ManufacturerTable.Load()) { Schemes = schemes };
        foreach (var scheme in schemes)
        {
            foreach (var prefix in PatternPrefixes.Of(scheme.Expression))
            {
                (decoder.index.TryGetValue(prefix, out var list) ? list : decoder.index[prefix] = []).Add(scheme);
            }
        }

        return decoder;
    }

    /// <summary>Every reading that a scheme allows, best first; the same for the same input on every run.</summary>
    public IReadOnlyList<Decoding> Decode(string partNumber, string? manufacturer = null)
    {
        if (PartText.From(partNumber) is not { } part)
        {
            return [];
        }

        var stated = manufacturer is null ? null : manufacturers.Find(manufacturer)?.Id;
        var found = Read(part, stated);

        // An ordering suffix that the scheme does not know (reel, lead-free mark, a distributor's tail) must not hide the part.
        return found.Count == 0 && OrderingSuffix().Match(part.Value) is { Success: true, Index: > 3 } suffix
            ? [.. Read(part.Head(suffix.Index), stated).Select(reading => reading with { Certainty = Math.Round(reading.Certainty * SuffixPenalty, 4) })]
            : found;
    }

    private List<Decoding> Read(PartText part, string? stated)
    {
        var readings = new List<Decoding>();
        var tried = new HashSet<Scheme>();
        for (var length = Math.Min(PatternPrefixes.Length, part.Value.Length); length >= 0; length--)
        {
            foreach (var scheme in index.GetValueOrDefault(part.Value[..length]) ?? [])
            {
                if (tried.Add(scheme) && scheme.Read(part, stated) is { } reading)
                {
                    readings.Add(reading);
                }
            }
        }

        return [.. readings.OrderByDescending(reading => reading.Certainty).ThenByDescending(reading => reading.Facts.Count).ThenBy(reading => reading.Scheme, StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"(CT-ND|TR-ND|DKR-ND|-ND|-REEL7?|-TAPE|-TR|-RL7?|-T/R|-TP|-T1?|-R|-E3|-M3|-G|/NOPB|#PBF|#TRPBF|\+T?|,\d{3}|-PBF|PBF|\((TR|R|LF|ROHS)\))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OrderingSuffix();
}
