using System.Security.Cryptography;
using System.Text.Json;
using Nexa.Fiscal.Import;

namespace Nexa.Fiscal.Starter;

/// <summary>
/// Reads the electronics tables that come with Nexa: <c>ncm.csv</c>, <c>tipi.csv</c>, <c>ii.csv</c>, <c>rates.csv</c> and
/// <c>about.json</c>, embedded beside this file.
/// </summary>
public static class StarterFiles
{
    // The NCM of the seventh amendment of the Harmonized System began on this day (Res. Gecex 272/2021); codes born later are in born.csv.
    private static readonly DateOnly Begin = new(2022, 4, 1);

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Lazy<string[]> AllHeadings =
        new(() => ReadText("headings.txt").Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private static readonly Lazy<IReadOnlyList<TaxRate>> AllLaw =
        new(() => RatesCsv.ReadFile("rates.csv", "", System.Text.Encoding.UTF8.GetBytes(ReadText("rates.csv"))).Rates);

    /// <summary>
    /// Every heading of the NCM, also those that the starter table does not hold: what tells a code that does not exist from one that it
    /// cannot judge.
    /// </summary>
    public static IReadOnlyList<string> Headings => AllHeadings.Value;

    public static FiscalTables Load()
    {
        var about = ReadAbout();
        return new FiscalTables(
            HashFiles(), about.Name, about.InForceOn("ncm.csv"), new NcmTable(ReadNodes()), ReadTipi(about), ReadDuties(about))
        {
            IsStarter = true,
        };
    }

    /// <summary>The same as files to import, so that a database always has tables.</summary>
    public static IEnumerable<FiscalFile> ListFiles()
    {
        var about = ReadAbout();
        var hash = HashFiles().ToString("n");
        yield return new FiscalFile(
            FiscalFileKind.Ncm, about.Name, hash, about.InForceOn("ncm.csv"), null) { Origin = "starter", Ncm = [.. ReadNodes()] };
        yield return new FiscalFile(
            FiscalFileKind.Tipi, about.Name, hash, about.InForceOn("tipi.csv"), null) { Origin = "starter", Tipi = [.. ReadTipi(about)] };
        yield return new FiscalFile(
            FiscalFileKind.Tariff, about.Name, hash, about.InForceOn("ii.csv"), null)
        {
            Origin = "starter", Duties = [.. ReadDuties(about)],
        };
        yield return new FiscalFile(
            FiscalFileKind.Law, about.Name, hash, about.InForceOn("rates.csv"), null) { Origin = "starter", Rates = LoadLaw() };
    }

    /// <summary>The rates of the law that stand in no official file.</summary>
    public static IReadOnlyList<TaxRate> LoadLaw() => AllLaw.Value;

    public static StarterAbout ReadAbout()
    {
        using var stream = OpenFile("about.json") ?? throw new InvalidOperationException("The starter table is not embedded.");
        return JsonSerializer.Deserialize<StarterAbout>(stream, Snake)!;
    }

    public static IEnumerable<NcmNode> ReadNodes()
    {
        var born = ReadLines("born.csv")
            .ToDictionary(fields => fields[0], fields => DateOnly.ParseExact(fields[1], "yyyy-MM-dd"), StringComparer.Ordinal);
        return ReadLines("ncm.csv")
            .Select(fields => new NcmNode(fields[0], fields[1], born.GetValueOrDefault(fields[0], Begin), NcmNode.Open, null));
    }

    public static IEnumerable<TipiRate> ReadTipi(StarterAbout about) => ReadLines("tipi.csv").Select(fields => new TipiRate(
        fields[0], NcmCode.ParseEx(fields[1]), ParseRate(fields[2]), fields[3].Length == 0 ? null : fields[3],
        about.InForceOn("tipi.csv"), NcmNode.Open, "Decreto 11.158/2022 (TIPI)"));

    public static IEnumerable<DutyRate> ReadDuties(StarterAbout about) => ReadLines("ii.csv").Select(fields => new DutyRate(
        fields[0], fields[2].Replace("Anexo ", "", StringComparison.OrdinalIgnoreCase).Trim(), null, false, ParseRate(fields[1]), null,
        DateOnly.TryParseExact(fields[3], "yyyy-MM-dd", out var from) ? from : about.InForceOn("ii.csv"), NcmNode.Open,
        fields[4].Length == 0 ? null : fields[4]));

    /// <summary>Names the content, so that every replica of one version of Nexa has the same snapshot.</summary>
    public static Guid HashFiles()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in (string[])["about.json", "born.csv", "ncm.csv", "tipi.csv", "ii.csv", "rates.csv"])
        {
            if (OpenFile(file) is { } stream)
            {
                using var reader = new BinaryReader(stream);
                hash.AppendData(reader.ReadBytes((int)stream.Length));
            }
        }

        return new Guid(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static Rate ParseRate(string text) => Rate.TryParse(text, out var rate) ? rate
        : throw new FormatException($"\"{text}\" is not a rate.");

    private static IEnumerable<string[]> ReadLines(string file)
    {
        if (OpenFile(file) is not { } stream)
        {
            yield break;
        }

        using var reader = new StreamReader(stream);
        foreach (var fields in DelimitedText.ReadRows(reader, ';').Skip(1))
        {
            yield return fields;
        }
    }

    private static string ReadText(string file)
    {
        using var reader = new StreamReader(OpenFile(file) ?? throw new InvalidOperationException($"{file} is not embedded."));
        return reader.ReadToEnd();
    }

    private static Stream? OpenFile(string file) => typeof(StarterFiles).Assembly.GetManifestResourceStream($"Nexa.Fiscal.Starter.{file}");
}

/// <summary>What the starter table is, in its own words, and the day for which each file speaks.</summary>
public sealed record StarterAbout(string Name, DateOnly Date, IReadOnlyList<StarterSource> Sources)
{
    public DateOnly InForceOn(string file) => Sources.FirstOrDefault(source => source.File == file)?.InForceOn ?? Date;
}

public sealed record StarterSource(string File, string What, DateOnly InForceOn);
