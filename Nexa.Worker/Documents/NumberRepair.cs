using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Documents;
using Nexa.Documents.Ocr;
using Npgsql;

namespace Nexa.Worker.Documents;

/// <summary>
/// Part numbers of recognized text that differ from one number of the organisation's history by letters and digits that look alike: taken
/// for that one, and said so. They stay as unsure as they were read.
/// </summary>
internal static class NumberRepair
{
    /// <summary>Of one document, in one statement: some 200 numbers with 100 variants each.</summary>
    private const int MostKeys = 20_000;

    public static async Task<ExtractedDocument> RepairAsync(
        NpgsqlDataSource database, Guid task, ExtractedDocument document, CancellationToken ct)
    {
        var variants = ListVariants(document);
        var keys = variants.Keys.Concat(variants.Values.SelectMany(v => v)).ToHashSet(StringComparer.Ordinal);
        var known = await KnownNumbers.FindAsync(database, task, keys, ct);
        return known.Count == 0 ? document : document with { Lines = [.. document.Lines.Select(line => Repair(line, variants, known))] };
    }

    private static Dictionary<string, IReadOnlyList<string>> ListVariants(ExtractedDocument document)
    {
        var variants = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var count = 0;
        foreach (var number in document.Lines.Where(line => line is { Recognized: true, Partnumber: not null })
            .Select(line => PartNumber.Normalize(line.Partnumber!)).Distinct(StringComparer.Ordinal))
        {
            var others = Confusions.ListVariants(number);
            count += others.Count + 1;
            if (count > MostKeys)
            {
                break;
            }

            variants[number] = others;
        }

        return variants;
    }

    private static ExtractedLine Repair(ExtractedLine line, Dictionary<string, IReadOnlyList<string>> variants,
        Dictionary<string, (string Number, bool IsTrusted)> known)
    {
        if (line.Recognized is not true || line.Partnumber is not { } read || PartNumber.Normalize(read) is var key && known.ContainsKey(key)
            || !variants.TryGetValue(key, out var others))
        {
            return line;
        }

        List<(string Number, bool IsTrusted)> fitting = [.. others.Where(known.ContainsKey).Select(other => known[other])];
        return fitting switch
        {
            [] => line,
            [{ IsTrusted: true } only] => line with
            {
                Partnumber = only.Number,
                Doubts = [.. line.Doubts, $"Part number lido como “{read}” e trocado por “{only.Number}”: este consta do histórico da "
                    + "organização e só difere em letras e dígitos parecidos."],
            },
            [var only] => Doubt(line, read, $"“{only.Number}”, que consta do histórico mas ainda não foi revisado"),
            _ => Doubt(line, read, string.Join(" ou ", fitting.Select(one => $"“{one.Number}”").Order(StringComparer.Ordinal).Take(3))
                + ", que constam do histórico"),
        };
    }

    private static ExtractedLine Doubt(ExtractedLine line, string read, string others) =>
        line with { Doubts = [.. line.Doubts, $"Part number lido como “{read}”, mas pode ser {others}: não foi trocado."] };
}
