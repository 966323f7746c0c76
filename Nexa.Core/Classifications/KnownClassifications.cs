using System.Text.Json;
using Nexa.Core.Catalogue;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>An answer that its organisation already has.</summary>
/// <param name="Note">What its user should know of it; null for nothing.</param>
public sealed record KnownAnswer(Guid ClassificationId, ClassificationResult Result, string? Note = null);

/// <summary>What an organisation's part numbers are already classified as.</summary>
public sealed class KnownClassifications(FiscalTablesSource fiscal, TimeProvider clock)
{
    private sealed record Candidate(Guid OrganisationId, string Number, string? Manufacturer, Guid PartId, bool IsApproved,
        KnownAnswer Answer);

    /// <summary>
    /// The answers to those of the items that have exactly one ACTIVE classification down to eight digits (with the
    /// manufacturer that the item names, if it names one) whose legal basis still stands, by position in the submission.
    /// A number that is another spelling of a part number is answered as that one. Nothing is answered where it is to be asked anew, nor
    /// by a machine's answer where the item brings another NCM; what a person approved stands, with a note.
    /// </summary>
    internal async Task<Dictionary<Submission, Dictionary<int, KnownAnswer>>> FindAsync(
        NpgsqlConnection connection, IReadOnlyList<Submission> group, CancellationToken ct)
    {
        var answers = new Dictionary<Submission, Dictionary<int, KnownAnswer>>();
        List<Wanted> wanted =
        [
            .. group.Where(submission => !submission.Reclassify).SelectMany(submission => submission.Items.Select((item, position) =>
                new Wanted(submission, position, item.Manufacturer, PartNumber.Normalize(item.PartNumber)))),
        ];
        if (wanted.Count == 0)
        {
            return answers;
        }

        var byNumber =
            (await FindCandidatesAsync(connection, wanted, ct)).ToLookup(candidate => (candidate.OrganisationId, candidate.Number));
        var otherwise = new List<Wanted>();
        foreach (var item in wanted.Where(item => byNumber.Contains(item.Key)))
        {
            var candidates = byNumber[item.Key];
            var named = string.IsNullOrWhiteSpace(item.Manufacturer)
                ? candidates
                : candidates.Where(one => one.Manufacturer == Manufacturer.BuildKey(item.Manufacturer));
            if (!Answer(item, named) && !named.Any())
            {
                otherwise.Add(item);
            }
        }

        foreach (var mine in otherwise.GroupBy(item => item.From.OrganisationId))
        {
            var spellings = mine.SelectMany(item => byNumber[item.Key].Select(one => (one, item.Manufacturer!)));
            var known = await FindSpellingsAsync(connection, mine.Key, [.. spellings], ct);
            foreach (var item in mine)
            {
                Answer(item, byNumber[item.Key].Where(one => known.Contains((one.PartId, item.Manufacturer!))));
            }
        }

        return answers;

        bool Answer(Wanted item, IEnumerable<Candidate> fitting)
        {
            if (fitting.Take(2).ToList() is not [var only])
            {
                return false;
            }

            if (!answers.TryGetValue(item.From, out var found))
            {
                answers[item.From] = found = [];
            }

            var asked = item.From.Items[item.Position];
            var difference = GivenCode.ExplainDifference(asked.Ncm, only.Answer.Result.Ncm);
            if (difference is null || only.IsApproved)
            {
                found[item.Position] = only.Answer with
                {
                    Result = only.Answer.Result with { Partnumber = asked.PartNumber },
                    Note = difference,
                };
            }

            return true;
        }
    }

    private async Task<List<Candidate>> FindCandidatesAsync(NpgsqlConnection connection, List<Wanted> items, CancellationToken ct)
    {
        var keys = items.Select(item => item.Key).Distinct().ToList();
        await using var batch = connection.Batch(SqlPlanning.FollowKeys);
        batch.Add(
            $"""
            select p.normalized, m.name_key, c.part_number_id, c.id, c.result, c.ncm, c.exception, c.basis, c.is_approved,
              wanted.organisation_id
            from unnest($1, $2) as wanted(organisation_id, normalized)
            cross join lateral ({PartNumberRows.SelectByNumber("wanted.normalized")} offset 0) p
            cross join lateral (
              select id, part_number_id, manufacturer_id, result, ncm, exception, basis, approved_at is not null as is_approved
              from classification
              where part_number_id = {PartProfileRows.SelectPart("p.id", "wanted.organisation_id")}
                and organisation_id = wanted.organisation_id and status = 'ACTIVE' and length(ncm) = 8 offset 0) c
            left {ManufacturerRows.JoinManufacturer("m", "c.manufacturer_id")}
            """, // offset 0 is a fence: left to itself the planner reads all of the organisation while statistics are young
            keys.ConvertAll(key => key.OrganisationId), keys.ConvertAll(key => key.Number));
        var today = BrazilTime.Today(clock);
        await using var results = await batch.ReadAsync(ct);
        var found = await results.ListAsync(row => (
            Candidate: new Candidate(row.Id("organisation_id"), row.Text("normalized"), row.TextOrNull("name_key"),
                row.Id("part_number_id"), row.Flag("is_approved"),
                new(row.Id("id"), JsonSerializer.Deserialize<ClassificationResult>(row.Text("result"), NexaJson.Options)!)),
            Basis: row.TextOrNull("basis"), Ncm: row.TextOrNull("ncm"), Ex: row.TextOrNull("exception")), ct);

        // A code or an Ex that is no longer what it was is asked anew. A number and its duplicate may stand for the same part.
        return
        [
            .. found.Where(one => one.Basis is null || one.Basis == LegalBasis.Fingerprint(fiscal.Current, one.Ncm, one.Ex, today))
                .Select(one => one.Candidate)
                .DistinctBy(candidate => (candidate.OrganisationId, candidate.Number, candidate.Answer.ClassificationId)),
        ];
    }

    /// <summary>
    /// Where an order writes the manufacturer otherwise than the classification does: known as an alias of it, or written
    /// so already when this part was classified ("SAMSUNG" for what the agents know as "Samsung Electro-Mechanics").
    /// </summary>
    private static async Task<HashSet<(Guid PartId, string Manufacturer)>> FindSpellingsAsync(
        NpgsqlConnection connection, Guid organisationId, List<(Candidate Candidate, string Manufacturer)> wanted, CancellationToken ct)
    {
        var known = await connection.Statement(
            $"""
            with alias as ({ManufacturerRows.SelectAliases})
            select w.part_id, w.name from unnest($2, $3, $4, $5) as w(part_id, name, name_key, known_key)
            where coalesce((select a.of from alias a where a.name_key = w.name_key), w.name_key)
                = coalesce((select a.of from alias a where a.name_key = w.known_key), w.known_key)
              or exists (
                select from classification v {TaskItemRows.JoinItems("v.id")}
                where v.part_number_id = w.part_id and v.organisation_id = $1 and i.manufacturer = w.name)
            """,
            organisationId, wanted.ConvertAll(w => w.Candidate.PartId), wanted.ConvertAll(w => w.Manufacturer),
            wanted.ConvertAll(w => Manufacturer.BuildKey(w.Manufacturer)), wanted.ConvertAll(w => w.Candidate.Manufacturer ?? ""))
            .ListAsync(row => (row.Id("part_id"), row.Text("name")), ct);
        return [.. known];
    }

    /// <summary>An item whose answer may be known.</summary>
    private sealed record Wanted(Submission From, int Position, string? Manufacturer, string Number)
    {
        public (Guid OrganisationId, string Number) Key => (From.OrganisationId, Number);
    }
}
