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
            await using var command = database.CreateCommand(
                """
                with offered as (select * from unnest($1, $2, $3, $4, $5) as o(id, name, name_key, address, country)),
                made as (insert into manufacturer (id, name, name_key, address, country) select * from offered on conflict (name_key) do nothing returning id, name_key)
                select id, name_key from made union all select m.id, m.name_key from manufacturer m join offered using (name_key)
                """);
            command.Parameters.Add(new() { Value = missing.ConvertAll(_ => Guid.CreateVersion7()) });
            command.Parameters.Add(new() { Value = missing.ConvertAll(r => r!.Fabricante!) });
            command.Parameters.Add(new() { Value = missing.ConvertAll(r => Manufacturer.KeyOf(r!.Fabricante!)) });
            command.Parameters.Add(new() { Value = missing.ConvertAll(r => r!.Endereco), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = missing.ConvertAll(r => r!.Pais), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                known[reader.GetString(1)] = reader.GetGuid(0);
            }
        }

        return known;
    }
}
