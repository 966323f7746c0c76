using System.Text.Json.Nodes;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>
/// What people decide about classifications. Each decision is one transaction that locks the version it speaks of:
/// of two people who read the same version one wins, the other is told that it is stale.
/// </summary>
public sealed class Decisions(NpgsqlDataSource database, FiscalTablesSource tables, Doorbell doorbell, TimeProvider clock)
{
    private DateOnly Today => FiscalDay.Today(clock);

    private static readonly string[] Fields = ["ncm", "exception", "nve", "description", "short_description", "fabricante", "endereco", "pais"];

    public Task<Verdict> ApproveAsync(Reviewer who, Guid id, string? revision, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revision, DecisionKind.Approve, reason: null, batch, async (connection, result) =>
        {
            var answer = (JsonObject)JsonNode.Parse(result)!;
            var (ncm, ex, today) = (answer["ncm"]?.GetValue<string>(), answer["exception"]?.GetValue<string>(), Today);
            if (DeterminismGate.Reject(tables.Current, ncm, ex, today) is { } objection)
            {
                return (null, null, objection);
            }

            await using var approve = connection.Statement(
                """update classification set approved_by = $2, approved_at = now(), needs_review = false, result = result || '{"needs_review": false}', basis = $3 where id = $1""",
                id, who.Id, LegalBasis.Of(tables.Current, ncm, ex, today));
            await approve.ExecuteNonQueryAsync(ct);
            return (id, null, null);
        }, ct);

    public Task<Verdict> RejectAsync(Reviewer who, Guid id, string? revision, string reason, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revision, DecisionKind.Reject, reason, batch, async (connection, _) =>
        {
            await using var reject = connection.Statement("update classification set status = 'REJECTED' where id = $1", id);
            await reject.ExecuteNonQueryAsync(ct);
            return (id, null, null);
        }, ct);

    /// <summary>Writes a new, approved version; the old one becomes REPLACED.</summary>
    public Task<Verdict> CorrectAsync(Reviewer who, Guid id, string? revision, Correction correction, string reason, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revision, DecisionKind.Correct, reason, batch, async (connection, result) =>
        {
            var before = (JsonObject)JsonNode.Parse(result)!;
            var after = Apply(before, correction);
            var changes = Changes(before, after);
            if (changes.Count == 0)
            {
                return (null, null, "Nenhum campo foi alterado: aprove a classificação em vez de corrigi-la.");
            }

            var today = Today;
            if (DeterminismGate.Reject(tables.Current, after["ncm"]?.GetValue<string>(), after["exception"]?.GetValue<string>(), today) is { } objection)
            {
                return (null, null, objection);
            }

            string? Text(string field) => after[field]?.GetValue<string>();
            var otherMaker = changes.ContainsKey("fabricante");
            var maker = otherMaker && Text("fabricante") is { } name ? await ManufacturerAsync(connection, name, ct) : (Guid?)null;
            await using var write = connection.Statement(
                """
                with old as (update classification set status = case status when 'ACTIVE' then 'REPLACED' else status end where id = $1 returning *)
                insert into classification (id, owner_id, part_number_id, task_id, version, status, ncm, exception, nve, description, fabricante, endereco, pais,
                  confidence, needs_review, result, author_id, reason, replaces_id, changes, approved_by, approved_at, basis, tax_at_stake, number_key, manufacturer_id)
                select $2, owner_id, part_number_id, task_id, (select max(version) + 1 from classification v where v.part_number_id = old.part_number_id and v.owner_id = old.owner_id),
                  'REPLACED', $3, $4, $5, $6, $7, $8, $9, 1, false, $10::jsonb, $11, $12, id, $13::jsonb, $11, now(), $14, $15, number_key, case when $16 then $17::uuid else manufacturer_id end
                from old
                """,
                id, Guid.CreateVersion7(), Text("ncm"), Text("exception"), Text("nve"), Text("description"), Text("fabricante"), Text("endereco"), Text("pais"),
                NexaJson.Write(after), who.Id, reason, changes.ToJsonString(NexaJson.Options),
                LegalBasis.Of(tables.Current, Text("ncm"), Text("exception"), today), LegalBasis.TaxAtStake(tables.Current, Text("ncm"), Text("exception"), today), otherMaker, maker);
            var produced = (Guid)write.Parameters[1].Value!;
            await write.ExecuteNonQueryAsync(ct);
            await using var activate = connection.Statement("update classification set status = 'ACTIVE' where id = $1", produced); // one ACTIVE at a time, also within a statement
            await activate.ExecuteNonQueryAsync(ct);
            return (produced, after, null);
        }, ct);

    private static async Task<Guid> ManufacturerAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = connection.Statement(
            "insert into manufacturer (id, name, name_key) values ($1, $2, $3) on conflict (name_key) do update set name = manufacturer.name returning id", Guid.CreateVersion7(), name, Manufacturer.KeyOf(name));
        return (Guid)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Fields of the answer after the correction: what a person says is certain, and no longer has the agents' alternatives to it.</summary>
    private static JsonObject Apply(JsonObject before, Correction correction)
    {
        var after = (JsonObject)before.DeepClone();
        string?[] values = [correction.Ncm, correction.Exception, correction.Nve, correction.Description, correction.ShortDescription, correction.Fabricante, correction.Endereco, correction.Pais];
        foreach (var (field, value) in Fields.Zip(values))
        {
            if (value is not null)
            {
                after[field] = value.Length == 0 ? null : value;
            }
        }

        after["confidence_score"] = 1;
        after["needs_review"] = false;
        return after;
    }

    private static JsonObject Changes(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        foreach (var field in Fields.Where(field => !JsonNode.DeepEquals(before[field], after[field])))
        {
            changes[field] = new JsonObject { ["from"] = before[field]?.DeepClone(), ["to"] = after[field]?.DeepClone() };
        }

        return changes;
    }

    private async Task<Verdict> DecideAsync(
        Reviewer who, Guid id, string? revision, DecisionKind kind, string? reason, Guid? batch, Func<NpgsqlConnection, string, Task<(Guid? Standing, JsonObject? Answer, string? Refused)>> act, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        Guid owner;
        string result;
        await using (var read = connection.Statement(
            """
            select c.owner_id, c.status, c.xmin::text, c.result::text,
              (select u.name from review_item r join app_user u on u.id = r.claimed_by
               where r.classification_id = c.id and r.state = 'OPEN' and r.claimed_by <> $3 and r.claimed_until > now()),
              not exists (select from classification o where o.part_number_id = c.part_number_id and o.owner_id = c.owner_id and o.status = 'ACTIVE')
            from classification c where c.id = $1 and c.owner_id = any($2) for update of c
            """, id, who.Sees, who.Id))
        {
            await using var row = await read.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct))
            {
                return new Verdict.Missing();
            }

            if (revision is not null && row.GetString(2) != revision)
            {
                return new Verdict.Stale();
            }

            // A proposal that the gate rejected may be corrected, while the part number has nothing better.
            if (row.GetString(1) is not "ACTIVE" and var status && !(kind is DecisionKind.Correct && status == "REJECTED" && row.GetBoolean(5)))
            {
                return new Verdict.Refused($"Esta versão não está ativa ({status}): decida sobre a versão atual do part number.");
            }

            if (!await row.IsDBNullAsync(4, ct))
            {
                return new Verdict.Refused($"{row.GetString(4)} está revisando este item.");
            }

            (owner, result) = (row.GetGuid(0), row.GetString(3));
        }

        var (made, answer, refused) = await act(connection, result);
        if (made is not { } standing)
        {
            return new Verdict.Invalid(refused!);
        }

        var decision = Guid.CreateVersion7();
        await using var record = connection.Statement(
            """
            with closed as (update review_item set state = $4, closed_at = now(), claimed_by = null, claimed_until = null where classification_id = $3 and state in ('OPEN', 'ANSWERED'))
            insert into decision (id, owner_id, classification_id, kind, actor_id, batch_id, reason, produced_id) values ($1, $2, $3, $5, $6, $7, $8, $9)
            """,
            decision, owner, id, (kind switch { DecisionKind.Approve => ReviewState.Approved, DecisionKind.Correct => ReviewState.Corrected, _ => ReviewState.Rejected }).Text(),
            kind.Text(), who.Id, batch, reason, standing == id ? null : standing);
        await record.ExecuteNonQueryAsync(ct);
        await Trail.WriteAsync(connection, who, $"classification.{(kind switch { DecisionKind.Approve => "approved", DecisionKind.Correct => "corrected", _ => "rejected" })}",
            $"classification:{id}", new { decision_id = decision, reason, new_version = standing == id ? (Guid?)null : standing }, ct);
        var told = false;
        if (kind is not DecisionKind.Reject)
        {
            var conflicts = await ReviewIntake.EnlistConflictsAsync(connection, standing, who.Sees, ct);
            List<WebhookNotice> notices = conflicts.ConvertAll(item => item.Notice());
            if (answer is not null)
            {
                notices.Add(WebhookNotice.Classified(owner, standing, task: null, answer));
            }

            told = await WebhookOutbox.AddAsync(connection, notices, ct);
        }

        await transaction.CommitAsync(ct);
        if (told)
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        return new Verdict.Done(decision, standing, owner);
    }
}
