using Microsoft.AspNetCore.Mvc;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Fiscal;

namespace Nexa.Api.Features.History;

/// <summary>The query of history and the exports as clients send it. Every condition that is given must hold.</summary>
public sealed record ClassificationQuery
{
    /// <summary>The beginning of the part number.</summary>
    [FromQuery(Name = "partnumber")]
    public string? PartNumber { get; init; }

    /// <summary>Anywhere in the part number, from three characters.</summary>
    [FromQuery(Name = "partnumber_contains")]
    public string? Contains { get; init; }

    /// <summary>Anywhere in the manufacturer's name, from three characters.</summary>
    [FromQuery(Name = "manufacturer")]
    public string? Manufacturer { get; init; }

    /// <summary>The beginning of the code, with or without dots.</summary>
    [FromQuery(Name = "ncm")]
    public string? Ncm { get; init; }

    [FromQuery(Name = "ex")]
    public string? Ex { get; init; }

    /// <summary>The manufacturer's country: ISO 3166-1, two letters.</summary>
    [FromQuery(Name = "country")]
    public string? Country { get; init; }

    /// <summary>ACTIVE, REPLACED or REJECTED.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "min_confidence")]
    public double? MinConfidence { get; init; }

    [FromQuery(Name = "max_confidence")]
    public double? MaxConfidence { get; init; }

    /// <summary>A day in São Paulo (AAAA-MM-DD), or a moment with its offset.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>A day in São Paulo, which is included whole, or a moment with its offset, which is not included.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "task_id")]
    public Guid? TaskId { get; init; }

    [FromQuery(Name = "document_id")]
    public Guid? DocumentId { get; init; }

    /// <summary>Part numbers that were asked for this importer.</summary>
    [FromQuery(Name = "importer_id")]
    public Guid? ImporterId { get; init; }

    [FromQuery(Name = "needs_review")]
    public bool? NeedsReview { get; init; }

    /// <summary>Approved by a person.</summary>
    [FromQuery(Name = "approved")]
    public bool? Approved { get; init; }

    /// <summary>Words of the description: all of them, "in this order" in quotes, -without.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    public Dictionary<string, string[]> FindProblems()
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        void Check(bool right, string field, string message)
        {
            if (!right)
            {
                problems[field] = [message];
            }
        }

        Check(Contains is not { Length: < 3 }, "partnumber_contains", "Informe ao menos 3 caracteres.");
        Check(Manufacturer is not { Length: < 3 }, "manufacturer", "Informe ao menos 3 caracteres.");
        Check(Ncm is null || NcmDigits().Length is > 0 and <= 8, "ncm", "Informe de 1 a 8 dígitos da NCM.");
        Check(Ex is null || Ex is "00" or "0" || NcmCode.ParseEx(Ex) is not null, "ex", "Informe o número do Ex.");
        Check(Country is null
            || (Country.Length == 2 && Country.All(char.IsAsciiLetter)), "country", "Informe o país com duas letras (ISO 3166-1).");
        Check(Status is null || StateText.TryParse<ClassificationState>(Status, out _), "status", "Use ACTIVE, REPLACED ou REJECTED.");
        IsoDate.AddProblems(problems, From, To);
        Check(MinConfidence is null or (>= 0 and <= 1), "min_confidence", "Informe um número de 0 a 1.");
        Check(MaxConfidence is null or (>= 0 and <= 1), "max_confidence", "Informe um número de 0 a 1.");
        return problems;
    }

    internal ClassificationFilter ToFilter() => new()
    {
        NumberPrefix = PartNumber is { Length: > 0 } ? Core.Catalogue.PartNumber.Normalize(PartNumber) : null,
        NumberPart = Contains is { Length: > 0 } ? Core.Catalogue.PartNumber.Normalize(Contains) : null,
        ManufacturerPart = Manufacturer is { Length: > 0 } ? Core.Catalogue.Manufacturer.BuildKey(Manufacturer) : null,
        NcmPrefix = Ncm is null ? null : NcmDigits(),
        Ex = Ex is null ? null : NcmCode.ParseEx(Ex) ?? "00",
        Country = Country?.ToUpperInvariant(),
        Status = StateText.TryParse<ClassificationState>(Status, out var status) ? status : null,
        MinConfidence = MinConfidence,
        MaxConfidence = MaxConfidence,
        From = From is null ? null : IsoDate.ReadStart(From),
        To = To is null ? null : IsoDate.ReadEnd(To),
        TaskId = TaskId,
        DocumentId = DocumentId,
        ImporterId = ImporterId,
        NeedsReview = NeedsReview,
        Approved = Approved,
        Words = Text is { Length: > 0 } ? Text : null,
    };

    private string NcmDigits() => string.Concat(Ncm!.Where(char.IsAsciiDigit));
}
