using System.Text;
using Microsoft.AspNetCore.Mvc;
using Nexa.Core.Data;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.History;

/// <summary>Which classifications: what history and the exports are asked for. Everything given must hold.</summary>
public sealed record ClassificationFilter
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

    /// <summary>ACTIVE, REPLACED or REJECTED.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "min_confidence")]
    public double? MinConfidence { get; init; }

    [FromQuery(Name = "max_confidence")]
    public double? MaxConfidence { get; init; }

    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    [FromQuery(Name = "to")]
    public DateTimeOffset? To { get; init; }

    [FromQuery(Name = "task_id")]
    public Guid? TaskId { get; init; }

    [FromQuery(Name = "document_id")]
    public Guid? DocumentId { get; init; }

    [FromQuery(Name = "needs_review")]
    public bool? NeedsReview { get; init; }

    /// <summary>Approved by a person.</summary>
    [FromQuery(Name = "approved")]
    public bool? Approved { get; init; }

    /// <summary>Words of the description: all of them, "in this order" in quotes, -without.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    public Dictionary<string, string[]> Problems()
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
        Check(Ex is null || Ex is "00" or "0" || NcmCode.Ex(Ex) is not null, "ex", "Informe o número do Ex.");
        Check(Status is null || StateText.TryParse<ClassificationState>(Status, out _), "status", "Use ACTIVE, REPLACED ou REJECTED.");
        Check(MinConfidence is null or (>= 0 and <= 1), "min_confidence", "Informe um número de 0 a 1.");
        Check(MaxConfidence is null or (>= 0 and <= 1), "max_confidence", "Informe um número de 0 a 1.");
        return problems;
    }

    /// <summary>What <see cref="Contains"/> looks for, as a pattern of LIKE.</summary>
    internal string? NumberPattern => Contains is { Length: > 0 } ? $"%{Escaped(Core.Data.PartNumber.Normalize(Contains))}%" : null;

    internal string? ManufacturerPattern => Manufacturer is { Length: > 0 } ? $"%{Escaped(Core.Data.Manufacturer.KeyOf(Manufacturer))}%" : null;

    /// <summary>The condition on <c>classification c</c>, beside that on its owner; its values are added to the command as <c>@name</c>.</summary>
    public string Where(NpgsqlParameterCollection values)
    {
        var sql = new StringBuilder("true");
        void And(string condition, string name, object value)
        {
            sql.Append(" and ").Append(condition);
            values.AddWithValue(name, value);
        }

        if (PartNumber is { Length: > 0 })
        {
            And("c.number_key like @number", "number", Escaped(Core.Data.PartNumber.Normalize(PartNumber)) + "%");
        }

        if (Contains is { Length: > 0 })
        {
            And("c.number_key like @contains", "contains", NumberPattern!);
        }

        if (Manufacturer is { Length: > 0 })
        {
            And("c.manufacturer_id in (select id from manufacturer where name_key like @maker)", "maker", ManufacturerPattern!);
        }

        if (Ncm is not null)
        {
            And("c.ncm like @ncm", "ncm", NcmDigits() + "%");
        }

        if (Ex is not null)
        {
            And("coalesce(c.exception, '00') = @ex", "ex", NcmCode.Ex(Ex) ?? "00");
        }

        if (StateText.TryParse<ClassificationState>(Status, out var status))
        {
            And("c.status = @status", "status", status.Text());
        }

        if (MinConfidence is { } min)
        {
            And("coalesce(c.confidence, -1) >= @min", "min", min);
        }

        if (MaxConfidence is { } max)
        {
            And("coalesce(c.confidence, -1) <= @max", "max", max);
        }

        if (From is { } from)
        {
            And("c.created_at >= @from", "from", from.ToUniversalTime());
        }

        if (To is { } to)
        {
            And("c.created_at < @to", "to", to.ToUniversalTime());
        }

        if (TaskId is { } task)
        {
            And("c.id in (select classification_id from task_item where task_id = @task)", "task", task);
        }

        if (DocumentId is { } document)
        {
            And("c.id in (select i.classification_id from task t join task_item i on i.task_id = t.id where t.document_id = @document)", "document", document);
        }

        if (NeedsReview is { } doubt)
        {
            And("c.needs_review = @doubt", "doubt", doubt);
        }

        if (Approved is { } approved)
        {
            sql.Append(approved ? " and c.approved_at is not null" : " and c.approved_at is null");
        }

        if (Text is { Length: > 0 })
        {
            And($"c.search @@ websearch_to_tsquery('portuguese', {ClassificationSearch.Fold("@text")})", "text", Text);
        }

        return sql.ToString();
    }

    private string NcmDigits() => string.Concat(Ncm!.Where(char.IsAsciiDigit));

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
