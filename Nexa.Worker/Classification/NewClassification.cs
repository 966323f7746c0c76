using Nexa.Core.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Worker.Classification;

/// <summary>A version to come of a part number's classification: ACTIVE in place of the last one, or kept as a rejected proposal.</summary>
internal sealed record NewClassification(Guid Id, Guid OwnerId, Guid PartNumberId, string NumberKey, Guid? ManufacturerId, Guid TaskId, JudgedResult Answer)
{
    private bool IsRejected => Answer.Rejected is not null;

    /// <summary>Runs before the insert: the partial unique index allows one ACTIVE at any moment.</summary>
    public static NpgsqlBatchCommand ReplaceCommand(List<NewClassification> all)
    {
        var replacing = all.FindAll(c => !c.IsRejected);
        var command = new NpgsqlBatchCommand(
            """
            update classification c set status = 'REPLACED' from unnest($1, $2) as u(part_number_id, owner_id)
            where c.part_number_id = u.part_number_id and c.owner_id = u.owner_id and c.status = 'ACTIVE'
            """);
        command.Parameters.Add(new() { Value = replacing.ConvertAll(c => c.PartNumberId) });
        command.Parameters.Add(new() { Value = replacing.ConvertAll(c => c.OwnerId) });
        return command;
    }

    public static NpgsqlBatchCommand InsertCommand(List<NewClassification> all)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into classification (id, owner_id, part_number_id, task_id, version, status, ncm, exception, nve, description, fabricante, endereco, pais,
              confidence, needs_review, review_reason, result, basis, tax_at_stake, number_key, manufacturer_id)
            select u.id, u.owner_id, u.part_number_id, u.task_id,
              1 + coalesce((select max(version) from classification c where c.part_number_id = u.part_number_id and c.owner_id = u.owner_id), 0),
              u.status, u.ncm, u.exception, u.nve, u.description, u.fabricante, u.endereco, u.pais, u.confidence, u.review_reason is not null, u.review_reason, u.result, u.basis, u.tax_at_stake, u.number_key, u.manufacturer_id
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
              as u(id, owner_id, part_number_id, task_id, status, ncm, exception, nve, description, fabricante, endereco, pais, confidence, review_reason, result, basis, tax_at_stake, number_key, manufacturer_id)
            """);
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.Id) });
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.OwnerId) });
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.PartNumberId) });
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.TaskId) });
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.IsRejected ? "REJECTED" : "ACTIVE") });
        Texts(c => c.Answer.Result.Ncm);
        Texts(c => c.Answer.Result.Exception);
        Texts(c => c.Answer.Result.Nve);
        Texts(c => c.Answer.Result.Description);
        Texts(c => c.Answer.Result.Fabricante);
        Texts(c => c.Answer.Result.Endereco);
        Texts(c => c.Answer.Result.Pais);
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.Answer.Result.ConfidenceScore), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double });
        Texts(c => c.Answer.ReviewReason);
        command.Parameters.Add(new() { Value = all.ConvertAll(c => NexaJson.Write(c.Answer.Result)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        Texts(c => c.Answer.Basis);
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.Answer.TaxAtStake) });
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.NumberKey) });
        command.Parameters.Add(new() { Value = all.ConvertAll(c => c.ManufacturerId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        return command;

        void Texts(Func<NewClassification, string?> field) =>
            command.Parameters.Add(new() { Value = all.ConvertAll(c => field(c)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }
}
