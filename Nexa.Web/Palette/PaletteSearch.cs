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
        var tasks = isInside ? calls.AskAsync(nexa => nexa.Rest.ListTasksAsync(q: text, limit: MostOfAKind)) : null;
        await Task.WhenAll([parts, codes, documents, .. tasks is null ? [] : (Task[])[tasks]]);
        IEnumerable<PaletteEntry> found =
        [
            .. (await parts).Value?.Items.Select(one => new PaletteEntry(
                "Part numbers", one.Partnumber, $"{Words.FormatNcm(one.Ncm)} {one.Description}".Trim(), $"/classificacoes/{one.Id}",
                IsCode: true)) ?? [],
            .. (await codes).Value?.Results.Select(one => new PaletteEntry(
                "NCM", one.Code, one.Path, $"/ncm/{Words.ReadDigits(one.Code)}", IsCode: true)) ?? [],
            .. (await documents).Value?.Items.Select(one => new PaletteEntry(
                "Documentos", one.File_name, $"{one.Supplier} {one.Document_number}".Trim(), $"/documentos/{one.Id}")) ?? [],
            .. tasks is null ? [] : (await tasks).Value?.Tasks.Select(Describe) ?? [],
        ];
        return (found, (await parts).IsAway || (await codes).IsAway || (await documents).IsAway || (tasks is not null && (await tasks).IsAway));
    }

    private static PaletteEntry Describe(TaskRow task) => new(
        "Tarefas",
        task.File_name ?? (task.Total > 1 ? $"{task.Partnumber} e mais {task.Total - 1}" : task.Partnumber ?? "Documento em leitura"),
        $"{task.Succeeded} de {task.Total} · {Words.FormatDayAndTime(task.Created_at)}",
        $"/historico?tarefa={task.Task_id}");
}
