using System.Text.Json;
using System.Text.Json.Nodes;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>
/// What people decide about classifications. Each decision is one transaction that locks the version it speaks of:
/// of two people who read the same version one wins, the other is told that it is stale.
/// </summary>
public sealed class Decisions(NpgsqlDataSource database, OrganisationTables fiscal, Doorbell doorbell, TimeProvider clock)
{
    private DateOnly Today => BrazilTime.Today(clock);

    private static readonly string[] Fields =
        ["ncm", "exception", "nve", "description", "short_description", "fabricante", "endereco", "pais"];

    /// <summary>What of an answer argues for its code.</summary>
    private static readonly string[] ProposedFields = ["rates", "rationale", "evidence", "alternatives", "questions"];

    public Task<Verdict> ApproveAsync(Reviewer who, Guid id, IReadOnlyList<string>? revisions, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revisions, DecisionKind.Approve, reason: null, batch, async (connection, result) =>
        {
            var answer = (JsonObject)JsonNode.Parse(result)!;
            var (ncm, ex, today) = (answer["ncm"]?.GetValue<string>(), answer["exception"]?.GetValue<string>(), Today);
            var tables = await fiscal.FindAsync(who.Organisation, ct);
            if (DeterminismGate.Reject(tables, ncm, ex, today) is { } objection)
            {
                return (null, null, objection);
            }

            await ClassificationRows.ApproveAsync(
                connection, id, who.Organisation, who.Id, LegalBasis.Fingerprint(tables, ncm, ex, today), ct);
            return (id, null, null);
        }, ct);

    /// <summary>Of a proposal that the gate rejected, only its item in the queue is closed: it never was a classification.</summary>
    public Task<Verdict> RejectAsync(Reviewer who, Guid id, IReadOnlyList<string>? revisions, string reason, Guid? batch,
        CancellationToken ct) =>
        DecideAsync(who, id, revisions, DecisionKind.Reject, reason, batch,
            (connection, _) => DropAsync(connection, id, who.Organisation, ct), ct);

    /// <summary>The line is no goods (freight, a service, a tool of the supplier): there is nothing to classify.</summary>
    public Task<Verdict> MarkAsNotGoodsAsync(Reviewer who, Guid id, IReadOnlyList<string>? revisions, string? reason, Guid? batch,
        CancellationToken ct) =>
        DecideAsync(
            who, id, revisions, DecisionKind.NotGoods, reason ?? "Não é mercadoria.", batch,
            (connection, _) => DropAsync(connection, id, who.Organisation, ct), ct);

    /// <summary>Writes a new, approved version; the old one becomes REPLACED.</summary>
    public Task<Verdict> CorrectAsync(
        Reviewer who, Guid id, IReadOnlyList<string>? revisions, Correction correction, string reason, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revisions, DecisionKind.Correct, reason, batch, async (connection, result) =>
        {
            var before = (JsonObject)JsonNode.Parse(result)!;
            var after = ApplyCorrection(before, correction);
            var changes = ListChanges(before, after);
            if (changes.Count == 0)
            {
                return (null, null, "Nenhum campo foi alterado: aprove a classificação em vez de corrigi-la.");
            }

            var (ncm, ex, today) = (after["ncm"]?.GetValue<string>(), after["exception"]?.GetValue<string>(), Today);
            var tables = await fiscal.FindAsync(who.Organisation, ct);
            if (DeterminismGate.Reject(tables, ncm, ex, today) is { } objection)
            {
                return (null, null, objection);
            }

            var hasOtherMaker = changes.ContainsKey("fabricante");
            var maker = hasOtherMaker && after["fabricante"]?.GetValue<string>() is { } name
                ? await ManufacturerRows.ResolveAsync(connection, name, ct)
                : (Guid?)null;
            after["rates"] = AnswerRates.Describe(tables, ncm, ex, today) is { } rates ? JsonSerializer.SerializeToNode(rates)
                : null;
            after["rationale"] = new JsonArray(new JsonObject { ["rule"] = "Revisão de analista", ["code"] = ncm, ["reason"] = reason });
            after["proposal"] = before["proposal"]?.DeepClone() ?? KeepProposal(before);
            if (changes.ContainsKey("ncm") || changes.ContainsKey("exception"))
            {
                foreach (var field in ProposedFields.Where(field => field is not ("rates" or "rationale")))
                {
                    after.Remove(field); // they argue for another code
                }
            }

            var corrected = new CorrectedVersion(
                Guid.CreateVersion7(), after, changes, reason, who.Id, LegalBasis.Fingerprint(tables, ncm, ex, today), tables.SnapshotId,
                LegalBasis.CalculateTaxAtStake(tables, ncm, ex, today), hasOtherMaker, maker);
            await ClassificationRows.CorrectAsync(connection, id, who.Organisation, corrected, ct);
            return (corrected.Id, after, null);
        }, ct);

    private static async Task<(Guid? Standing, JsonObject? Answer, string? Refused)> DropAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct)
    {
        await ClassificationRows.RejectAsync(connection, id, organisation, ct);
        return (id, null, null);
    }

    /// <summary>
    /// Fields of the answer after the correction: what a person says is certain, and no longer has the agents' alternatives to it.
    /// </summary>
    private static JsonObject ApplyCorrection(JsonObject before, Correction correction)
    {
        var after = (JsonObject)before.DeepClone();
        string?[] values =
        [
            correction.Ncm, correction.Exception, correction.Nve, correction.Description, correction.ShortDescription,
            correction.Fabricante, correction.Endereco, correction.Pais,
        ];
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

    /// <summary>The machine's answer as it was proposed: a correction does not argue with its words.</summary>
    private static JsonObject KeepProposal(JsonObject before)
    {
        var proposal = new JsonObject();
        foreach (var field in (string[])["ncm", "exception", "confidence_score", .. ProposedFields])
        {
            proposal[field] = before[field]?.DeepClone();
        }

        return proposal;
    }

    private static JsonObject ListChanges(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        foreach (var field in Fields.Where(field => !JsonNode.DeepEquals(before[field], after[field])))
        {
            changes[field] = new JsonObject { ["from"] = before[field]?.DeepClone(), ["to"] = after[field]?.DeepClone() };
        }

        return changes;
    }

    private async Task<Verdict> DecideAsync(
        Reviewer who, Guid id, IReadOnlyList<string>? revisions, DecisionKind kind, string? reason, Guid? batch,
        Func<NpgsqlConnection, string, Task<(Guid? Standing, JsonObject? Answer, string? Refused)>> act, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ClassificationRows.LockAsync(connection, id, who.Organisation, who.Id, ct) is not { } version)
        {
            return new Verdict.Missing();
        }

        if (revisions?.Contains(version.Revision, StringComparer.Ordinal) is false)
        {
            return new Verdict.Stale();
        }

        // A proposal that the gate rejected waits in the queue for all but approval, while the part number has nothing better.
        var isProposal = version is { Status: ClassificationState.Rejected, IsAlone: true };
        var isOpen = kind is DecisionKind.Correct || (version.IsWaiting && kind is not DecisionKind.Approve);
        if (version.Status is not ClassificationState.Active && !(isProposal && isOpen))
        {
            return new Verdict.Refused(
                $"Esta versão não está mais vigente ({NameState(version.Status)}); decida sobre a versão atual do part number.");
        }

        if (kind is DecisionKind.Approve && version is { IsApproved: true, IsWaiting: false }
            && await DecisionRows.FindStandingAsync(connection, id, who.Organisation, ct) is { } earlier)
        {
            return new Verdict.Done(earlier, id, version.OrganisationId); // approved already: nothing is decided twice
        }

        if (version.ClaimedBy is { } other)
        {
            return new Verdict.Refused($"{other} está revisando este item.");
        }

        var (made, answer, refused) = await act(connection, version.Result);
        if (made is not { } standing)
        {
            return new Verdict.Invalid(refused!);
        }

        var produced = standing == id ? (Guid?)null : standing;
        var decision = new Decision
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = version.OrganisationId,
            ClassificationId = id,
            Kind = isProposal && kind is DecisionKind.Reject ? DecisionKind.Dismiss
                : isProposal && kind is DecisionKind.NotGoods ? DecisionKind.DismissNotGoods : kind,
            ActorId = who.Id,
            BatchId = batch,
            Reason = reason,
            ProducedId = produced,
        };
        await DecisionRows.InsertAsync(connection, decision, ct);
        var action = $"classification.{decision.Closes.ToString().ToLowerInvariant()}";
        await AuditTrail.WriteAsync(connection, who, action, $"classification:{id}",
            new { decision_id = decision.Id, reason, new_version = produced }, ct);
        var hasDeliveries = kind is DecisionKind.Approve or DecisionKind.Correct
            && await AddDeliveriesAsync(connection, who, version.OrganisationId, standing, answer, ct);
        await transaction.CommitAsync(ct);
        if (hasDeliveries)
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        return new Verdict.Done(decision.Id, standing, version.OrganisationId);
    }

    private static string NameState(ClassificationState state) =>
        state is ClassificationState.Replaced ? "substituída" : "rejeitada";

    /// <summary>
    /// Enlists conflicting classifications of the same people for review, and tells webhooks of them and of a correction.
    /// </summary>
    private static async Task<bool> AddDeliveriesAsync(
        NpgsqlConnection connection, Reviewer who, Guid organisation, Guid standing, JsonObject? answer, CancellationToken ct)
    {
        var conflicts = await ReviewIntake.EnlistConflictsAsync(connection, standing, who.Organisation, ct);
        List<WebhookNotice> notices = conflicts.ConvertAll(item => item.ToNotice());
        if (answer is not null)
        {
            notices.Add(WebhookNotice.Classified(organisation, standing, task: null, answer));
        }

        return await WebhookOutbox.AddAsync(connection, notices, ct);
    }
}
