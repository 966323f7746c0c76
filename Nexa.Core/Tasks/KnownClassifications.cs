using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Fiscal;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>An answer that its owner already has.</summary>
public sealed record KnownAnswer(Guid ClassificationId, ClassificationResult Result);

/// <summary>What an owner's part numbers are already classified as.</summary>
public sealed class KnownClassifications(FiscalTablesSource fiscal)
{
    /// <summary>
    /// The answers to those of the items that have exactly one ACTIVE classification down to eight digits (with the
    /// manufacturer that the item names, if it names one) whose legal basis still stands, by position in <paramref name="items"/>.
    /// </summary>
    public async Task<Dictionary<int, KnownAnswer>> FindAsync(NpgsqlConnection connection, Guid ownerId, IReadOnlyList<NewItem> items, CancellationToken ct)
    {
        var numbers = items.Select(item => PartNumber.Normalize(item.PartNumber)).Distinct(StringComparer.Ordinal).ToArray();
        await using var command = new NpgsqlCommand(
            $"""
            select p.normalized, m.name_key, c.id, c.result, c.ncm, c.exception, c.basis
            from {(numbers.Length == 1 ? "(values ($2))" : "unnest($2)")} as wanted(normalized)
            cross join lateral (select id, normalized, manufacturer_id from part_number where normalized = wanted.normalized offset 0) p
            cross join lateral (
              select id, result, ncm, exception, basis from classification
              where part_number_id = p.id and owner_id = $1 and status = 'ACTIVE' and length(ncm) = 8 offset 0) c
            left join manufacturer m on m.id = p.manufacturer_id
            """, connection); // offset 0 is a fence: left to itself the planner reads all that the owner has while its statistics are young; one value keeps its plan, an array is planned each time
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = numbers is [var only] ? (object)only : numbers });
        var today = FiscalDay.Of(DateTimeOffset.UtcNow);
        var found = new List<(string Number, string? Manufacturer, KnownAnswer Answer)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (Text(6) is { } basis && basis != LegalBasis.Of(fiscal.Current, Text(4), Text(5), today))
            {
                continue; // its code or its Ex is no longer what it was: the agents look again
            }

            found.Add((reader.GetString(0), Text(1), new(reader.GetGuid(2), JsonSerializer.Deserialize<ClassificationResult>(reader.GetString(3), NexaJson.Options)!)));
        }

        var answers = new Dictionary<int, KnownAnswer>();
        if (found.Count > 0)
        {
            var byNumber = found.ToLookup(row => row.Number, StringComparer.Ordinal);
            for (var i = 0; i < items.Count; i++)
            {
                var candidates = byNumber[PartNumber.Normalize(items[i].PartNumber)]
                    .Where(row => items[i].Manufacturer is not { Length: > 0 } name || row.Manufacturer == Manufacturer.KeyOf(name)).Take(2).ToList();
                if (candidates.Count == 1)
                {
                    answers[i] = candidates[0].Answer;
                }
            }
        }

        return answers;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
