using System.Collections.Concurrent;
using Nexa.Core.Catalogue;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>Ids of manufacturers by key, read once from the database, then kept in memory: manufacturers are never deleted.</summary>
internal sealed class ManufacturerIds(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<string, Guid> known = new(StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, Guid>> ResolveAsync(IReadOnlyCollection<PendingWrite> writes, CancellationToken ct)
    {
        var missing = writes.OfType<PendingWrite.Item>().Select(write => write.Answer?.Result)
            .Where(result => result?.Fabricante is not null)
            .Select(result => new Manufacturer
            {
                Id = Guid.CreateVersion7(),
                Name = result!.Fabricante!,
                NameKey = Manufacturer.BuildKey(result.Fabricante!),
                Address = result.Endereco,
                Country = result.Pais,
            })
            .DistinctBy(maker => maker.NameKey, StringComparer.Ordinal)
            .Where(maker => !known.ContainsKey(maker.NameKey))
            .OrderBy(maker => maker.NameKey, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            foreach (var (key, id) in await ManufacturerRows.ResolveAsync(database, missing, ct))
            {
                known[key] = id;
            }
        }

        return known;
    }
}
