using System.Text.Json;
using Nexa.Client;
using TaskStatus = Nexa.Client.TaskStatus;

namespace Nexa.Web.Tasks;

/// <summary>A task on the board: what it was when it was read, and what its events have told since.</summary>
public sealed class TaskCard(Guid id)
{
    private List<TaskItem> items = [];
    private long seq;

    public Guid Id => id;

    public string? FileName { get; private set; }

    public TaskKind Kind { get; private set; }

    public TaskStatus Status { get; private set; }

    /// <summary>What is being done now, as the agents say it.</summary>
    public string? Step { get; private set; }

    public string? Error { get; private set; }

    public Guid? DocumentId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public IReadOnlyList<TaskItem> Items => items;

    /// <summary>It waits until a person has checked the lines of its document.</summary>
    public bool ChecksLines => IsRunning && checksLines;

    public bool IsRunning => Status is TaskStatus.STARTED or TaskStatus.PROCESSING;

    public int Settled => items.Count(item => item.IsSettled);

    public int Failed => items.Count(item => item.Status is TaskItemStatus.FAILED);

    /// <summary>Failed items that would fail again until somebody answers.</summary>
    public int Asking => items.Count(item => item.Status is TaskItemStatus.FAILED && item.Question is not null);

    public bool HasFailed => Status is TaskStatus.FAILED || Failed > 0;

    /// <summary>0 to 100; the steps of a single part number count where items don't.</summary>
    public double ShareDone => !IsRunning ? 100 : items.Count > 1 ? 100.0 * Settled / items.Count : stepShare;

    private double stepShare;
    private bool checksLines;

    public string Title => Kind switch
    {
        TaskKind.DOCUMENT => FileName ?? "Documento",
        TaskKind.BATCH => "Lista",
        _ => items.FirstOrDefault()?.PartNumber ?? "Part number",
    };

    public string Summary => Status switch
    {
        TaskStatus.DONE when Failed == 0 => "concluída",
        TaskStatus.DONE => $"concluída, {Failed} sem classificação",
        TaskStatus.FAILED when Asking > 0 => Asking == 1 ? "aguarda uma resposta" : $"aguarda {Asking} respostas",
        TaskStatus.CANCELLED => "cancelada",
        TaskStatus.FAILED => Error ?? items.FirstOrDefault(item => item.Error is not null)?.Error ?? "não foi possível classificar",
        _ => Step ?? "na fila",
    };

    /// <summary>Takes the task as it is stored; events up to now are part of it.</summary>
    public TaskCard Replace(TaskView view)
    {
        (Kind, Status, Error, FileName, DocumentId, CreatedAt, FinishedAt) =
            (view.Kind, view.Status, view.Error, view.File_name, view.Document_id, view.Created_at, view.Finished_at);
        items = [.. view.Items.OrderBy(item => item.Position).Select(TaskItem.FromView)];
        return this;
    }

    /// <summary>Takes an event; one that was applied before changes nothing.</summary>
    public void ApplyEvent(NexaEvent one)
    {
        if (one.Seq <= seq)
        {
            return;
        }

        seq = one.Seq;
        Step = one.Message ?? Step;
        if (one.Name is "classification_update_status" && one.Data.TryGetProperty("total", out var total) && total.GetInt32() > 0)
        {
            stepShare = 100.0 * one.Data.GetProperty("current").GetInt32() / total.GetInt32();
        }

        if (one.Data.TryGetProperty("partnumbers", out var found) && found.ValueKind is JsonValueKind.Array
            && items.TrueForAll(item => !item.IsSettled))
        {
            checksLines = one.Data.TryGetProperty("checks_lines", out var checks) && checks.ValueKind is JsonValueKind.True;
            items = [.. found.EnumerateArray().Select(number => new TaskItem(number.GetString()!))];
        }

        if (one.Classification is { Partnumber: { } number } classification)
        {
            foreach (var item in items.Where(item => item.PartNumber == number && !item.IsSettled))
            {
                item.Settle(classification);
            }
        }
    }
}
