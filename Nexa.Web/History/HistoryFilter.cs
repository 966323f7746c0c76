using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Nexa.Client;

namespace Nexa.Web.History;

/// <summary>What the history is filtered by, as its address says it: a page, and the export of what the page shows.</summary>
public sealed record HistoryFilter
{
    /// <summary>Not waiting for a person, and approved by one.</summary>
    public const string Approved = "aprovadas", Waiting = "revisar";

    /// <summary>What a whole percent reaches up to, short of the next: the interface includes its limit.</summary>
    private const double PercentWidth = 0.0099999;

    private const int Percent = 100;

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

    /// <summary>Whole percents, both included: 70-89. One number is the tenth that begins there.</summary>
    [FromQuery(Name = "confianca")]
    public string? Confidence { get; init; }

    /// <summary>Anywhere in the manufacturer's name, from three characters.</summary>
    [FromQuery(Name = "fabricante")]
    public string? Maker { get; init; }

    /// <summary>The manufacturer's: ISO 3166-1, two letters.</summary>
    [FromQuery(Name = "pais")]
    public string? Country { get; init; }

    [FromQuery(Name = "documento")]
    public Guid? DocumentId { get; init; }

    [FromQuery(Name = "situacao")]
    public string? State { get; init; }

    /// <summary>One word with a digit is a part number or a piece of one; anything else is words of the description.</summary>
    private bool IsNumber => Search is { } typed && typed.Any(char.IsDigit) && !typed.Contains(' ', StringComparison.Ordinal);

    public string? Number => IsNumber ? Search : null;

    public string? Text => IsNumber ? null : Search;

    public double? MinConfidence => ReadBand(Confidence) is { From: > 0 and var from } ? from / (double)Percent : null;

    public double? MaxConfidence => ReadBand(Confidence) is { To: < Percent and var to } ? (to / (double)Percent) + PercentWidth : null;

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

        if (ReadBand(Confidence) is var (lowest, highest))
        {
            yield return ("confianca", $"Confiança de {lowest}% a {highest}%");
        }

        if (Maker is { Length: > 0 })
        {
            yield return ("fabricante", $"Fabricante: {Maker}");
        }

        if (Country is { Length: > 0 })
        {
            yield return ("pais", $"País do fabricante: {Countries.Describe(Country)}");
        }

        if (DocumentId is not null)
        {
            yield return ("documento", "Somente um documento");
        }

        if (State is Approved or Waiting)
        {
            yield return ("situacao", State == Approved ? "Aprovadas" : "A revisar");
        }
    }

    /// <param name="nexa">Is asked.</param>
    /// <param name="order">How the rows are sorted.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="cursor">Where the last page ended; null for the first, which also counts the values to filter by.</param>
    public Task<Nexa.Client.HistoryPage> ReadPageAsync(NexaClient nexa, HistoryOrder order, int limit, string? cursor) =>
        nexa.Rest.ListHistoryAsync(
            partnumber_contains: Number, q: Text, ncm: Ncm, status: ClassificationStatus.ACTIVE, min_confidence: MinConfidence,
            max_confidence: MaxConfidence, from: From, to: To, task_id: TaskId, document_id: DocumentId, manufacturer: Maker, country: Country,
            needs_review: NeedsReview, approved: IsApproved, sort: order.Sort, order: order.Order, limit: limit, cursor: cursor,
            facets: cursor is null);

    /// <summary>The same rows as a spreadsheet; those that wait for a person are marked in it.</summary>
    public Task<FileResponse> ExportSheetAsync(NexaClient nexa, CancellationToken ct) =>
        nexa.Rest.ExportExcelAsync(
            partnumber_contains: Number, q: Text, ncm: Ncm, status: ClassificationStatus.ACTIVE, min_confidence: MinConfidence,
            max_confidence: MaxConfidence, from: From, to: To, task_id: TaskId, document_id: DocumentId, manufacturer: Maker, country: Country,
            needs_review: NeedsReview, approved: IsApproved, include_undecided: true, cancellationToken: ct);

    /// <summary>The same rows for other programs.</summary>
    public Task<ICollection<ExportedClassification>> ExportJsonAsync(NexaClient nexa, CancellationToken ct) =>
        nexa.Rest.ExportJsonAsync(
            partnumber_contains: Number, q: Text, ncm: Ncm, status: ClassificationStatus.ACTIVE, min_confidence: MinConfidence,
            max_confidence: MaxConfidence, from: From, to: To, task_id: TaskId, document_id: DocumentId, manufacturer: Maker, country: Country,
            needs_review: NeedsReview, approved: IsApproved, include_undecided: true, cancellationToken: ct);

    private static (int From, int To)? ReadBand(string? written) => written?.Split('-') switch
    {
        [var one] when TryRead(one, out var from) => (from, from >= 90 ? Percent : from + 9),
        [var first, var last] when TryRead(first, out var from) && TryRead(last, out var to) && from <= to => (from, to),
        _ => null,
    };

    private static bool TryRead(string text, out int percent) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out percent) && percent <= Percent;

    private static string FormatDay(string day) => Words.ParseDay(day) is { } known ? Words.FormatDay(known) : day;
}
