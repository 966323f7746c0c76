using System.Collections.Concurrent;
using Nexa.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Worker.Classification;

/// <summary>Rows of manufacturers by name: made once, then known.</summary>
internal sealed class ManufacturerIds(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<string, Guid> known = new(StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, Guid>> ResolveAsync(IReadOnlyCollection<PendingWrite> writes, CancellationToken ct)
    {
        var missing = writes.OfType<PendingWrite.Item>().Select(write => write.Answer?.Result)
            .Where(result => result?.Fabricante is not null)
            .DistinctBy(result => Manufacturer.KeyOf(result!.Fabricante!), StringComparer.Ordinal)
            .Where(result => !known.ContainsKey(Manufacturer.KeyOf(result!.Fabricante!)))
            .OrderBy(result => Manufacturer.KeyOf(result!.Fabricante!), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var keys = missing.ConvertAll(r => Manufacturer.KeyOf(r!.Fabricante!));
            await using var batch = database.CreateBatch();
            var insert = new NpgsqlBatchCommand("insert into manufacturer (id, name, name_key, address, country) select * from unnest($1, $2, $3, $4, $5) on conflict (name_key) do nothing");
            insert.Parameters.Add(new() { Value = missing.ConvertAll(_ => Guid.CreateVersion7()) });
            insert.Parameters.Add(new() { Value = missing.ConvertAll(r => r!.Fabricante!) });
            insert.Parameters.Add(new() { Value = keys });
            insert.Parameters.Add(new() { Value = missing.ConvertAll(r => r!.Endereco), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            insert.Parameters.Add(new() { Value = missing.ConvertAll(r => r!.Pais), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            var select = new NpgsqlBatchCommand("select id, name_key from manufacturer where name_key = any($1)"); // a statement of its own: it sees what another worker has just made
            select.Parameters.Add(new() { Value = keys });
            batch.BatchCommands.Add(insert);
            batch.BatchCommands.Add(select);
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                known[reader.GetString(1)] = reader.GetGuid(0);
            }
        }

        return known;
    }
}
