using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Palette;

/// <summary>Finds what the palette offers for what was typed: each kind is asked for at once.</summary>
internal sealed class PaletteSearch(Calls calls)
{
    /// <summary>Of each kind: more is what the pages' own searches are for.</summary>
    private const int MostOfAKind = 5;

    /// <summary>Letters from which the API searches inside part numbers; fewer are their beginning.</summary>
    private const int LeastInside = 3;

    /// <returns>What was found; and whether a kind is missing because Nexa did not answer. What a user may not see is never found.</returns>
    public async Task<(IEnumerable<PaletteEntry> Found, bool IsPartial)> FindAsync(string text)
    {
        var isInside = text.Length >= LeastInside;
        var parts = calls.AskAsync(nexa => nexa.Rest.ListHistoryAsync(
            partnumber: isInside ? null : text, partnumber_contains: isInside ? text : null, status: ClassificationStatus.ACTIVE,
            limit: MostOfAKind));
        var codes = calls.AskAsync(nexa => nexa.Rest.SearchNcmAsync(text, MostOfAKind));
        var documents = calls.AskAsync(nexa => nexa.Rest.ListDocumentsAsync(text, limit: MostOfAKind));
        await Task.WhenAll(parts, codes, documents);
        IEnumerable<PaletteEntry> found =
        [
            .. (await parts).Value?.Items.Select(one => new PaletteEntry(
                "Part numbers", one.Partnumber, $"{Words.FormatNcm(one.Ncm)} {one.Description}".Trim(), $"/classificacoes/{one.Id}",
                IsCode: true)) ?? [],
            .. (await codes).Value?.Results.Select(one => new PaletteEntry(
                "NCM", one.Code, one.Path, $"/ncm/{Words.ReadDigits(one.Code)}", IsCode: true)) ?? [],
            .. (await documents).Value?.Items.Select(one => new PaletteEntry(
                "Documentos", one.File_name, $"{one.Supplier} {one.Document_number}".Trim(), $"/documentos/{one.Id}")) ?? [],
        ];
        return (found, (await parts).IsAway || (await codes).IsAway || (await documents).IsAway);
    }
}
