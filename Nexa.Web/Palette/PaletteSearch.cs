using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Palette;

/// <summary>Finds what the palette offers for what was typed: each kind is asked for at once, and one that fails is left out.</summary>
internal sealed class PaletteSearch(Calls calls)
{
    /// <summary>Of each kind: more is what the pages' own searches are for.</summary>
    private const int MostOfAKind = 5;

    /// <summary>Letters from which the API searches inside part numbers; fewer are their beginning.</summary>
    private const int LeastInside = 3;

    public async Task<IEnumerable<PaletteEntry>> FindAsync(string text)
    {
        var isInside = text.Length >= LeastInside;
        var parts = calls.FindQuietlyAsync(nexa => nexa.Rest.ListHistoryAsync(
            partnumber: isInside ? null : text, partnumber_contains: isInside ? text : null, status: ClassificationStatus.ACTIVE,
            limit: MostOfAKind));
        var codes = calls.FindQuietlyAsync(nexa => nexa.Rest.SearchNcmAsync(text, MostOfAKind));
        var documents = calls.FindQuietlyAsync(nexa => nexa.Rest.ListDocumentsAsync(text, limit: MostOfAKind));
        await Task.WhenAll(parts, codes, documents);
        return
        [
            .. (await parts)?.Items.Select(one => new PaletteEntry(
                "Part numbers", one.Partnumber, $"{Words.FormatNcm(one.Ncm)} {one.Description}".Trim(), $"/classificacoes/{one.Id}",
                IsCode: true)) ?? [],
            .. (await codes)?.Results.Select(one => new PaletteEntry(
                "NCM", one.Code, one.Path, $"/ncm/{Words.ReadDigits(one.Code)}", IsCode: true)) ?? [],
            .. (await documents)?.Items.Select(one => new PaletteEntry(
                "Documentos", one.File_name, $"{one.Supplier} {one.Document_number}".Trim(), $"/documentos/{one.Id}")) ?? [],
        ];
    }
}
