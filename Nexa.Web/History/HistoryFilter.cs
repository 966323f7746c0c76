using Microsoft.AspNetCore.Mvc;
using Nexa.Client;

namespace Nexa.Web.History;

/// <summary>What the history is filtered by, as its address says it: a page, and the export of what the page shows.</summary>
internal sealed record HistoryFilter
{
    /// <summary>Not waiting for a person, and approved by one.</summary>
    public const string Approved = "aprovadas", Waiting = "revisar";

    /// <summary>Highest number below the next tenth: the interface includes its limit.</summary>
    private const double TenthWidth = 0.0999999;

    [FromQuery(Name = "busca")]
    public string? Search { get; init; }

    [FromQuery(Name = "tarefa")]
    public Guid? TaskId { get; init; }

    [FromQuery(Name = "ncm")]
    public string? Ncm { get; init; }

    [FromQuery(Name = "de")]
    public string? From { get; init; }

    [FromQuery(Name = "ate")]
    public string? To { get; init; }

    /// <summary>Percent at which a tenth of confidence begins: 0, 10, … 90.</summary>
    [FromQuery(Name = "confianca")]
    public int? Confidence { get; init; }

    [FromQuery(Name = "situacao")]
    public string? State { get; init; }

    /// <summary>One word with a digit is a part number or a piece of one; anything else is words of the description.</summary>
    private bool IsNumber => Search is { } typed && typed.Any(char.IsDigit) && !typed.Contains(' ', StringComparison.Ordinal);

    public string? Number => IsNumber ? Search : null;

    public string? Text => IsNumber ? null : Search;

    public double? MinConfidence => Confidence is > 0 and <= 90 and { } percent ? percent / 100.0 : null;

    public double? MaxConfidence => Confidence is >= 0 and < 90 and { } percent ? (percent / 100.0) + TenthWidth : null;

    public bool? IsApproved => State == Approved ? true : null;

    public bool? NeedsReview => State == Waiting ? true : null;

    /// <summary>Nothing narrows the history.</summary>
    public bool IsEmpty => this == new HistoryFilter();

    /// <summary>The filters that are on, each with the parameter that a click takes out.</summary>
    public IEnumerable<(string Parameter, string Words)> ListChips()
    {
        if (TaskId is not null)
        {
            yield return ("tarefa", "Somente uma tarefa");
        }

        if (Ncm is { Length: > 0 })
        {
            yield return ("ncm", $"NCM {Words.FormatNcm(Words.ReadDigits(Ncm))}");
        }

        if (From is not null && From == To)
        {
            yield return ("de,ate", FormatDay(From));
        }
        else
        {
            if (From is not null)
            {
                yield return ("de", $"Desde {FormatDay(From)}");
            }

            if (To is not null)
            {
                yield return ("ate", $"Até {FormatDay(To)}");
            }
        }

        if (Confidence is { } percent)
        {
            yield return ("confianca", $"Confiança de {percent}% a {(percent >= 90 ? "100%" : $"{percent + 9}%")}");
        }

        if (State is Approved or Waiting)
        {
            yield return ("situacao", State == Approved ? "Aprovadas" : "A revisar");
        }
    }

    public Task<Nexa.Client.HistoryPage> ReadPageAsync(NexaClient nexa, int limit, string? cursor) =>
        nexa.Rest.ListHistoryAsync(
            partnumber_contains: Number, q: Text, ncm: Ncm, status: ClassificationStatus.ACTIVE, min_confidence: MinConfidence,
            max_confidence: MaxConfidence, from: From, to: To, task_id: TaskId, needs_review: NeedsReview, approved: IsApproved,
            limit: limit, cursor: cursor);

    /// <summary>The same rows as a spreadsheet; those that wait for a person are marked in it.</summary>
    public Task<FileResponse> ExportAsync(NexaClient nexa, CancellationToken ct) =>
        nexa.Rest.ExportExcelAsync(
            partnumber_contains: Number, q: Text, ncm: Ncm, status: ClassificationStatus.ACTIVE, min_confidence: MinConfidence,
            max_confidence: MaxConfidence, from: From, to: To, task_id: TaskId, needs_review: NeedsReview, approved: IsApproved,
            include_undecided: true, cancellationToken: ct);

    private static string FormatDay(string day) => Words.ParseDay(day) is { } known ? Words.FormatDay(known) : day;
}
