using Nexa.Core.Data;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>A classification that a person should look at.</summary>
public sealed record Enlisted(Guid ItemId, Guid OwnerId, Guid ClassificationId, string PartNumber, string[] Reasons, string Reason)
{
    public WebhookNotice Notice() => new(OwnerId, WebhookEvent.ReviewNeeded,
        new { review_id = ItemId, classification_id = ClassificationId, partnumber = PartNumber, reasons = Reasons, reason = Reason });
}

/// <summary>Puts classifications into the review queue, in the transaction that made them.</summary>
public static class ReviewIntake
{
    /// <summary>Where the rates are unknown, half the customs value is taken to be at stake: about what electronics pay on import.</summary>
    private const string Stake = "coalesce(nullif(c.tax_at_stake, 0), 50)::float8";

    private const string Upsert =
        """
        on conflict (classification_id) do update set
          state = 'OPEN', closed_at = null, priority = greatest(excluded.priority, review_item.priority),
          reasons = case when review_item.state = 'OPEN' then array(select distinct unnest(review_item.reasons || excluded.reasons)) else excluded.reasons end,
          reason = case when review_item.state = 'OPEN' and position(excluded.reason in review_item.reason) = 0 then review_item.reason || ' ' || excluded.reason else excluded.reason end
        returning id, owner_id, classification_id, (select number from part_number where id = part_number_id), reasons, reason
        """;

    /// <summary>
    /// Of new versions, enlists those that need a person (also proposals that the gate rejected) and the given share of those that do not; what waited
    /// for older versions of the same part numbers is superseded.
    /// </summary>
    /// <param name="classifications">Their ids; written before this in the same transaction.</param>
    /// <param name="sample">0 to 1. Which ones is decided by their ids, so that a repeated call decides the same.</param>
    /// <returns>Its rows are what <see cref="ReadAsync(NpgsqlDataReader, CancellationToken)"/> reads.</returns>
    public static NpgsqlBatchCommand EnlistCommand(Guid[] classifications, double sample)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            with superseded as (
              update review_item r set state = 'SUPERSEDED', closed_at = now()
              from classification c where c.id = any($1) and r.part_number_id = c.part_number_id and r.owner_id = c.owner_id
                and r.classification_id <> c.id and r.state in ('OPEN', 'ANSWERED')),
            fresh as (
              select c.*, exists (
                select from classification o
                where o.owner_id = c.owner_id and o.number_key = c.number_key and o.id <> c.id and o.ncm <> c.ncm
                  and (o.status = 'ACTIVE' or (o.approved_at is not null and o.part_number_id = c.part_number_id and o.version = c.version - 1))) as conflict,
                ('x' || left(md5(c.id::text), 7))::bit(28)::int / 268435456.0 < $2 as sampled
              from classification c where c.id = any($1) and (c.status = 'ACTIVE' or (c.status = 'REJECTED' and c.needs_review))),
            judged as (
              select *, array_remove(array[
                case when status = 'REJECTED' then 'GATE' end,
                case when ncm is null then 'NO_NCM' end,
                case when length(ncm) < 8 then 'PARTIAL_NCM' end,
                case when needs_review and length(ncm) = 8 and status = 'ACTIVE' then 'DOUBT' end,
                case when conflict then 'CONFLICT' end,
                case when sampled and not needs_review and not conflict and length(ncm) = 8 then 'SAMPLE' end], null) as reasons
              from fresh)
            insert into review_item (id, owner_id, classification_id, part_number_id, state, reasons, reason, priority)
            select gen_random_uuid(), owner_id, id, part_number_id, 'OPEN', reasons, concat_ws(' ',
                case when 'GATE' = any(reasons) then review_reason end,
                case when 'NO_NCM' = any(reasons) then 'Sem código NCM.' end,
                case when 'PARTIAL_NCM' = any(reasons) then 'O código não chega aos 8 dígitos.' end,
                case when 'DOUBT' = any(reasons) then coalesce(review_reason, 'Confiança insuficiente.') end,
                case when conflict then 'O mesmo part number tem outra NCM, em outro cadastro ou na versão aprovada antes.' end,
                case when 'SAMPLE' = any(reasons) then 'Amostra de controle das respostas aceitas automaticamente.' end),
              greatest(1 - coalesce(confidence, 0), case when conflict then 0.5 else 0 end) * {Stake}
            from judged c where cardinality(reasons) > 0
            {Upsert}
            """);
        command.Parameters.Add(new() { Value = classifications });
        command.Parameters.Add(new() { Value = sample });
        return command;
    }

    /// <summary>Enlists classifications whose law has changed, each with what changed; one statement, however many.</summary>
    public static Task<List<Enlisted>> EnlistLegalChangesAsync(NpgsqlConnection connection, IReadOnlyDictionary<Guid, string> reasons, CancellationToken ct) =>
        EnlistAsync(connection, [.. reasons.Keys], [.. reasons.Values], ReviewReason.LegalChange, ct);

    /// <summary>Enlists ACTIVE classifications for a reason that came up later.</summary>
    private static async Task<List<Enlisted>> EnlistAsync(NpgsqlConnection connection, Guid[] classifications, string[] reasons, string code, CancellationToken ct)
    {
        if (classifications.Length == 0)
        {
            return [];
        }

        await using var command = connection.Statement(
            $"""
            insert into review_item (id, owner_id, classification_id, part_number_id, state, reasons, reason, priority)
            select gen_random_uuid(), c.owner_id, c.id, c.part_number_id, 'OPEN', array[$3], raised.reason, greatest(1 - coalesce(c.confidence, 0), 0.5) * {Stake}
            from unnest($1::uuid[], $2::text[]) as raised (id, reason) join classification c on c.id = raised.id and c.status = 'ACTIVE'
            {Upsert}
            """, classifications, reasons, code);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, ct);
    }

    /// <summary>A part number that the same people also have as something else: the others are looked at again.</summary>
    public static async Task<List<Enlisted>> EnlistConflictsAsync(NpgsqlConnection connection, Guid classification, Guid[] owners, CancellationToken ct)
    {
        var others = new List<Guid>();
        string? ncm = null;
        await using (var command = connection.Statement(
            """
            select o.id, c.ncm from classification c
            join classification o on o.number_key = c.number_key and o.owner_id = any($2) and o.id <> c.id and o.status = 'ACTIVE' and o.ncm is distinct from c.ncm
            where c.id = $1 and c.ncm is not null
            """, classification, owners))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                others.Add(reader.GetGuid(0));
                ncm = reader.GetString(1);
            }
        }

        if (others.Count == 0)
        {
            return [];
        }

        var reason = $"O mesmo part number foi classificado por uma pessoa em {Fiscal.NcmCode.Format(ncm!)}.";
        return await EnlistAsync(connection, [.. others], [.. Enumerable.Repeat(reason, others.Count)], ReviewReason.Conflict, ct);
    }

    /// <summary>The answer to a question came to nothing: its task ended without a classification, so a person decides after all.</summary>
    public static async Task ReopenAsync(NpgsqlConnection connection, Guid[] tasks, CancellationToken ct)
    {
        await using var command = connection.Statement("update review_item set state = 'OPEN' where answer_task_id = any($1) and state = 'ANSWERED'", tasks);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<Enlisted>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var items = new List<Enlisted>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetString(5)));
        }

        return items;
    }
}
