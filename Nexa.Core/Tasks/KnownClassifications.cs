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
    private sealed record Candidate(string Number, string? Manufacturer, Guid PartId, KnownAnswer Answer);

    /// <summary>
    /// The answers to those of the items that have exactly one ACTIVE classification down to eight digits (with the
    /// manufacturer that the item names, if it names one) whose legal basis still stands, by position in <paramref name="items"/>.
    /// A number that is another spelling of a part number is answered as that one.
    /// </summary>
    public async Task<Dictionary<int, KnownAnswer>> FindAsync(NpgsqlConnection connection, Guid ownerId, IReadOnlyList<NewItem> items, CancellationToken ct)
    {
        var numbers = items.Select(item => PartNumber.Normalize(item.PartNumber)).ToArray();
        var byNumber = (await CandidatesAsync(connection, ownerId, numbers, ct)).ToLookup(candidate => candidate.Number, StringComparer.Ordinal);
        var answers = new Dictionary<int, KnownAnswer>();
        var otherwise = new List<(int Position, string Manufacturer)>();
        for (var i = 0; i < items.Count && byNumber.Count > 0; i++)
        {
            var (candidates, name) = (byNumber[numbers[i]], items[i].Manufacturer);
            var named = string.IsNullOrWhiteSpace(name) ? candidates : candidates.Where(one => one.Manufacturer == Manufacturer.KeyOf(name));
            if (!Answer(i, named) && candidates.Any() && !named.Any())
            {
                otherwise.Add((i, name!));
            }
        }

        if (otherwise.Count > 0)
        {
            var known = await SpellingsAsync(connection, ownerId, [.. otherwise.SelectMany(item => byNumber[numbers[item.Position]].Select(one => (one, item.Manufacturer)))], ct);
            foreach (var (position, name) in otherwise)
            {
                Answer(position, byNumber[numbers[position]].Where(one => known.Contains((one.PartId, name))));
            }
        }

        return answers;

        bool Answer(int position, IEnumerable<Candidate> fitting)
        {
            if (fitting.Take(2).ToList() is not [var only])
            {
                return false;
            }

            answers[position] = only.Answer with { Result = only.Answer.Result with { Partnumber = items[position].PartNumber } };
            return true;
        }
    }

    private async Task<List<Candidate>> CandidatesAsync(NpgsqlConnection connection, Guid ownerId, string[] numbers, CancellationToken ct)
    {
        var wanted = numbers.Distinct(StringComparer.Ordinal).ToArray();
        await using var command = connection.Statement(
            $"""
            select p.normalized, m.name_key, c.part_number_id, c.id, c.result, c.ncm, c.exception, c.basis
            from {(wanted.Length == 1 ? "(values ($2))" : "unnest($2)")} as wanted(normalized)
            cross join lateral (select id, normalized from part_number where normalized = wanted.normalized offset 0) p
            cross join lateral (
              select id, part_number_id, manufacturer_id, result, ncm, exception, basis from classification
              where part_number_id = coalesce((select alias_of_id from part_profile where owner_id = $1 and part_number_id = p.id), p.id)
                and owner_id = $1 and status = 'ACTIVE' and length(ncm) = 8 offset 0) c
            left join manufacturer m on m.id = c.manufacturer_id
            """, ownerId, wanted is [var only] ? (object)only : wanted); // offset 0 is a fence: left to itself the planner reads all that the owner has while its statistics are young; one value keeps its plan, an array is planned each time
        var today = FiscalDay.Of(DateTimeOffset.UtcNow);
        var found = new List<Candidate>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (Text(7) is { } basis && basis != LegalBasis.Of(fiscal.Current, Text(5), Text(6), today))
            {
                continue; // its code or its Ex is no longer what it was: the agents look again
            }

            found.Add(new(reader.GetString(0), Text(1), reader.GetGuid(2), new(reader.GetGuid(3), JsonSerializer.Deserialize<ClassificationResult>(reader.GetString(4), NexaJson.Options)!)));
        }

        return [.. found.DistinctBy(candidate => (candidate.Number, candidate.Answer.ClassificationId))]; // a number and its duplicate may stand for the same part

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>
    /// Where an order writes the manufacturer otherwise than the classification does: known as an alias of it, or written
    /// so already when this part was classified ("SAMSUNG" for what the agents know as "Samsung Electro-Mechanics").
    /// </summary>
    private static async Task<HashSet<(Guid PartId, string Manufacturer)>> SpellingsAsync(
        NpgsqlConnection connection, Guid ownerId, List<(Candidate Candidate, string Manufacturer)> wanted, CancellationToken ct)
    {
        await using var command = connection.Statement(
            """
            with alias as (select a.name_key, m.name_key as of from manufacturer_alias a join manufacturer m on m.id = a.manufacturer_id where a.owner_id = $1)
            select w.part_id, w.name from unnest($2, $3, $4, $5) as w(part_id, name, name_key, known_key)
            where coalesce((select a.of from alias a where a.name_key = w.name_key), w.name_key) = coalesce((select a.of from alias a where a.name_key = w.known_key), w.known_key)
              or exists (
                select from classification v join task_item i on i.classification_id = v.id
                where v.part_number_id = w.part_id and v.owner_id = $1 and i.manufacturer = w.name)
            """,
            ownerId, wanted.ConvertAll(w => w.Candidate.PartId), wanted.ConvertAll(w => w.Manufacturer), wanted.ConvertAll(w => Manufacturer.KeyOf(w.Manufacturer)),
            wanted.ConvertAll(w => w.Candidate.Manufacturer ?? ""));
        var known = new HashSet<(Guid, string)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            known.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return known;
    }
}
