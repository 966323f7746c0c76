using System.Text.Json.Nodes;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
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
public sealed class Decisions(NpgsqlDataSource database, FiscalTablesSource tables, Doorbell doorbell, TimeProvider clock)
{
    private DateOnly Today => FiscalDay.Today(clock);

    private static readonly string[] Fields =
        ["ncm", "exception", "nve", "description", "short_description", "fabricante", "endereco", "pais"];

    public Task<Verdict> ApproveAsync(Reviewer who, Guid id, string? revision, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revision, DecisionKind.Approve, reason: null, batch, async (connection, result) =>
        {
            var answer = (JsonObject)JsonNode.Parse(result)!;
            var (ncm, ex, today) = (answer["ncm"]?.GetValue<string>(), answer["exception"]?.GetValue<string>(), Today);
            if (DeterminismGate.Reject(tables.Current, ncm, ex, today) is { } objection)
            {
                return (null, null, objection);
            }

            await ClassificationVersions.ApproveAsync(connection, id, who.Id, LegalBasis.Of(tables.Current, ncm, ex, today), ct);
            return (id, null, null);
        }, ct);

    public Task<Verdict> RejectAsync(Reviewer who, Guid id, string? revision, string reason, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revision, DecisionKind.Reject, reason, batch, async (connection, _) =>
        {
            await ClassificationVersions.RejectAsync(connection, id, ct);
            return (id, null, null);
        }, ct);

    /// <summary>Writes a new, approved version; the old one becomes REPLACED.</summary>
    public Task<Verdict> CorrectAsync(
        Reviewer who, Guid id, string? revision, Correction correction, string reason, Guid? batch, CancellationToken ct) =>
        DecideAsync(who, id, revision, DecisionKind.Correct, reason, batch, async (connection, result) =>
        {
            var before = (JsonObject)JsonNode.Parse(result)!;
            var after = Apply(before, correction);
            var changes = Changes(before, after);
            if (changes.Count == 0)
            {
                return (null, null, "Nenhum campo foi alterado: aprove a classificação em vez de corrigi-la.");
            }

            var (ncm, ex, today) = (after["ncm"]?.GetValue<string>(), after["exception"]?.GetValue<string>(), Today);
            if (DeterminismGate.Reject(tables.Current, ncm, ex, today) is { } objection)
            {
                return (null, null, objection);
            }

            var hasOtherMaker = changes.ContainsKey("fabricante");
            var maker = hasOtherMaker && after["fabricante"]?.GetValue<string>() is { } name
                ? await ManufacturerRows.ResolveAsync(connection, name, ct)
                : (Guid?)null;
            var corrected = new CorrectedVersion(
                Guid.CreateVersion7(), after, changes, reason, who.Id, LegalBasis.Of(tables.Current, ncm, ex, today),
                LegalBasis.TaxAtStake(tables.Current, ncm, ex, today), hasOtherMaker, maker);
            await ClassificationVersions.CorrectAsync(connection, id, corrected, ct);
            return (corrected.Id, after, null);
        }, ct);

    /// <summary>
    /// Fields of the answer after the correction: what a person says is certain, and no longer has the agents' alternatives to it.
    /// </summary>
    private static JsonObject Apply(JsonObject before, Correction correction)
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
        Reviewer who, Guid id, string? revision, DecisionKind kind, string? reason, Guid? batch,
        Func<NpgsqlConnection, string, Task<(Guid? Standing, JsonObject? Answer, string? Refused)>> act, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ClassificationVersions.LockAsync(connection, id, who.Sees, who.Id, ct) is not { } version)
        {
            return new Verdict.Missing();
        }

        if (revision is not null && version.Revision != revision)
        {
            return new Verdict.Stale();
        }

        // A proposal that the gate rejected may be corrected, while the part number has nothing better.
        var mayCorrect = kind is DecisionKind.Correct && version is { Status: ClassificationState.Rejected, IsAlone: true };
        if (version.Status is not ClassificationState.Active && !mayCorrect)
        {
            return new Verdict.Refused(
                $"Esta versão não está ativa ({version.Status.Text()}): decida sobre a versão atual do part number.");
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
            OwnerId = version.OwnerId,
            ClassificationId = id,
            Kind = kind,
            ActorId = who.Id,
            BatchId = batch,
            Reason = reason,
            ProducedId = produced,
        };
        await DecisionRows.InsertAsync(connection, decision, ct);
        var action = $"classification.{decision.Closes.ToString().ToLowerInvariant()}";
        await AuditTrail.WriteAsync(connection, who, action, $"classification:{id}",
            new { decision_id = decision.Id, reason, new_version = produced }, ct);
        var hasDeliveries = kind is not DecisionKind.Reject
            && await AddDeliveriesAsync(connection, who, version.OwnerId, standing, answer, ct);
        await transaction.CommitAsync(ct);
        if (hasDeliveries)
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        return new Verdict.Done(decision.Id, standing, version.OwnerId);
    }

    /// <summary>
    /// Enlists conflicting classifications of the same people for review, and tells webhooks of them and of a correction.
    /// </summary>
    private static async Task<bool> AddDeliveriesAsync(
        NpgsqlConnection connection, Reviewer who, Guid owner, Guid standing, JsonObject? answer, CancellationToken ct)
    {
        var conflicts = await ReviewIntake.EnlistConflictsAsync(connection, standing, who.Sees, ct);
        List<WebhookNotice> notices = conflicts.ConvertAll(item => item.Notice());
        if (answer is not null)
        {
            notices.Add(WebhookNotice.Classified(owner, standing, task: null, answer));
        }

        return await WebhookOutbox.AddAsync(connection, notices, ct);
    }
}
