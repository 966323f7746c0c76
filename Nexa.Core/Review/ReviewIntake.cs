using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Webhooks;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>A classification that a person should look at.</summary>
public sealed record Enlisted(Guid ItemId, Guid OrganisationId, Guid ClassificationId, string PartNumber, string[] Reasons, string Reason)
{
    public WebhookNotice ToNotice() => new(OrganisationId, WebhookEvent.ReviewNeeded,
        new { review_id = ItemId, classification_id = ClassificationId, partnumber = PartNumber, reasons = Reasons, reason = Reason });
}

/// <summary>An open item of a legal change: the code, and the rates that the answer was given with.</summary>
internal sealed record OpenLegalChange(Guid Id, string Ncm, string? Ex, Rate? Ii, Rate? Ipi, string Reason);

/// <summary>Puts classifications into the review queue, in the transaction that made them.</summary>
public static class ReviewIntake
{
    /// <summary>Where a rate is unknown, the whole customs value is taken to be at stake: what nobody knows is looked at first.</summary>
    private const string Stake = "coalesce(nullif(c.tax_at_stake, 0), 100)::float8";

    private static readonly string Upsert =
        $"""
        on conflict (classification_id) do update set
          state = 'OPEN', closed_at = null, priority = greatest(excluded.priority, review_item.priority),
          reasons = case when review_item.state = 'OPEN'
            then array(select distinct unnest(review_item.reasons || excluded.reasons)) else excluded.reasons end,
          reason = case when review_item.state = 'OPEN' and position(excluded.reason in review_item.reason) = 0
            then review_item.reason || ' ' || excluded.reason else excluded.reason end
        returning id, organisation_id, classification_id, {PartNumberRows.SelectNumber("part_number_id")} as part_number,
          reasons, reason
        """;

    /// <summary>
    /// Enlists those of the new versions that need a person (also proposals that the gate rejected) and the given share of the others.
    /// Open items of older versions of the same part numbers are superseded.
    /// </summary>
    /// <param name="batch">Gets a statement with rows for <see cref="ReadEnlisted"/>.</param>
    /// <param name="classifications">Their ids; written before this in the same transaction.</param>
    /// <param name="sample">0 to 1. Which ones is decided by their ids, so that a repeated call decides the same.</param>
    /// <remarks>
    /// <c>offset 0</c> is a fence: while the statistics are young the planner reads all classifications of the organisation for each open
    /// item.
    /// </remarks>
    public static void AddEnlist(NpgsqlBatch batch, List<Guid> classifications, double sample) => batch.Add(
        $"""
        with superseded as (
          update review_item r set state = 'SUPERSEDED', closed_at = now()
          from ({ClassificationSql.SelectOwners}) c
          cross join lateral (
            select id from review_item where part_number_id = c.part_number_id and organisation_id = c.organisation_id
              and classification_id <> c.id and state in ('OPEN', 'ANSWERED') offset 0) old
          where r.id = old.id and r.state in ('OPEN', 'ANSWERED')),
        fresh as ({ClassificationSql.SelectReviewable}),
        judged as (
          select *, array_remove(array[
            case when status = 'REJECTED' then 'GATE' end,
            case when ncm is null then 'NO_NCM' end,
            case when length(ncm) < 8 then 'PARTIAL_NCM' end,
            case when needs_review and length(ncm) = 8 and status = 'ACTIVE' then 'DOUBT' end,
            case when conflict then 'CONFLICT' end,
            case when sampled and not needs_review and not conflict and length(ncm) = 8 then 'SAMPLE' end], null) as reasons
          from fresh)
        insert into review_item (id, organisation_id, classification_id, part_number_id, state, reasons, reason, priority)
        select gen_random_uuid(), organisation_id, id, part_number_id, 'OPEN', reasons, concat_ws(' ',
            case when 'GATE' = any(reasons) then review_reason end,
            case when 'NO_NCM' = any(reasons) and not 'GATE' = any(reasons) then 'Não foi possível chegar a um código NCM.' end,
            case when 'PARTIAL_NCM' = any(reasons) then coalesce(review_reason, 'O código está incompleto (menos de 8 dígitos).') end,
            case when 'DOUBT' = any(reasons) then coalesce(review_reason, 'Confiança insuficiente.') end,
            case when conflict then 'O mesmo part number tem outra NCM, em outro cadastro ou na versão aprovada anteriormente.' end,
            case when 'SAMPLE' = any(reasons) then 'Amostra de controle das respostas aceitas automaticamente.' end),
          greatest(1 - coalesce(confidence, 0), case when conflict then 0.5 else 0 end) * {Stake}
        from judged c where cardinality(reasons) > 0
        {Upsert}
        """,
        classifications, sample);

    /// <summary>Enlists classifications whose law has changed, each with what changed; one statement, however many.</summary>
    public static Task<List<Enlisted>> EnlistLegalChangesAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<Guid, string> reasons, CancellationToken ct) =>
        EnlistAsync(connection, [.. reasons.Keys], [.. reasons.Values], ReviewReason.LegalChange, ct);

    /// <summary>Enlists ACTIVE classifications for a reason that came up later.</summary>
    private static async Task<List<Enlisted>> EnlistAsync(
        NpgsqlConnection connection, Guid[] classifications, string[] reasons, string code, CancellationToken ct)
    {
        if (classifications.Length == 0)
        {
            return [];
        }

        return await connection.Statement(
            $"""
            insert into review_item (id, organisation_id, classification_id, part_number_id, state, reasons, reason, priority)
            select gen_random_uuid(), c.organisation_id, c.id, c.part_number_id, 'OPEN', array[$3], raised.reason,
              greatest(1 - coalesce(c.confidence, 0), 0.5) * {Stake}
            from unnest($1, $2) as raised (id, reason) {ClassificationSql.JoinVersion("raised.id")} and c.status = 'ACTIVE'
            {Upsert}
            """,
            classifications, reasons, code).ListAsync(ReadEnlisted, ct);
    }

    /// <summary>A part number that the same people also have as something else: the others are looked at again.</summary>
    public static async Task<List<Enlisted>> EnlistConflictsAsync(
        NpgsqlConnection connection, Guid classification, Guid organisation, CancellationToken ct)
    {
        var others = await ClassificationReader.ReadConflictsAsync(connection, classification, organisation, ct);
        if (others.Count == 0)
        {
            return [];
        }

        var reason = $"O mesmo part number foi classificado por um analista no código {NcmCode.Format(others[0].Ncm)}.";
        return await EnlistAsync(
            connection, [.. others.Select(other => other.Id)], [.. Enumerable.Repeat(reason, others.Count)], ReviewReason.Conflict, ct);
    }

    /// <summary>
    /// Opens items whose question was answered in vain: the task of the answer ended without a classification, so a person decides after
    /// all.
    /// </summary>
    public static Task ReopenAsync(NpgsqlConnection connection, Guid[] tasks, CancellationToken ct) =>
        connection.Statement("update review_item set state = 'OPEN' where answer_task_id = any($1) and state = 'ANSWERED'", tasks)
            .ExecuteAsync(ct);

    /// <summary>Opens the item of a classification whose decision was undone.</summary>
    internal static Task ReopenDecidedAsync(
        NpgsqlConnection connection, Guid classification, Guid organisation, CancellationToken ct) => connection.Statement(
        """
        update review_item set state = 'OPEN', closed_at = null
        where classification_id = $1 and organisation_id = $2 and state in ('APPROVED', 'CORRECTED', 'REJECTED', 'NOTGOODS')
        """,
        classification, organisation).ExecuteAsync(ct);

    /// <summary>The open items that a legal change raised, with what their classifications rest on.</summary>
    internal static Task<List<OpenLegalChange>> ReadOpenLegalChangesAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.Statement(
        $$"""
        select r.id, c.ncm, c.exception, c.result #>> '{rates,ii,rate}' as ii, c.result #>> '{rates,ipi,rate}' as ipi, r.reason
        from review_item r {{ClassificationSql.JoinVersion("r.classification_id")}}
        where r.state = 'OPEN' and 'LEGAL_CHANGE' = any(r.reasons) and c.ncm is not null
        """).ListAsync(row => new OpenLegalChange(
            row.Id("id"), row.Text("ncm"), row.TextOrNull("exception"), ReadRate(row.TextOrNull("ii")), ReadRate(row.TextOrNull("ipi")),
            row.Text("reason")), ct);

    /// <summary>Takes the reason off the items; those that had no other are superseded.</summary>
    /// <returns>The classifications of those that were closed.</returns>
    internal static Task<List<Guid>> WithdrawLegalChangesAsync(NpgsqlConnection connection, List<Guid> items, CancellationToken ct) =>
        connection.Statement(
        """
        with withdrawn as (
          update review_item set reasons = array_remove(reasons, 'LEGAL_CHANGE'),
            state = case when reasons <@ array['LEGAL_CHANGE'] then 'SUPERSEDED' else state end,
            closed_at = case when reasons <@ array['LEGAL_CHANGE'] then now() end
          where id = any($1) and state = 'OPEN' returning classification_id, state)
        select classification_id from withdrawn where state = 'SUPERSEDED'
        """, items).ListAsync(row => row.Id("classification_id"), ct);

    private static Rate? ReadRate(string? text) => text is not null && Rate.TryParse(text, out var rate) && rate.IsKnown ? rate : null;

    public static Enlisted ReadEnlisted(SqlRow row) => new(
        row.Id("id"), row.Id("organisation_id"), row.Id("classification_id"), row.Text("part_number"), row.Texts("reasons"),
        row.Text("reason"));
}
