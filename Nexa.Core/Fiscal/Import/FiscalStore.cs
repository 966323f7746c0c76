using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.Fiscal.Import;

/// <summary>The fiscal tables in PostgreSQL: files with their rows, and editions that say which files hold.</summary>
internal static class FiscalStore
{
    private const long Lock = 0x4E65_7861_4E43_4D; // "NexaNCM": one import at a time

    public sealed record Edition(Guid Id, Guid? Ncm, Guid? Tipi, Guid? Tariff, Guid? Law, Guid? Rates)
    {
        public static readonly Edition None = new(Guid.Empty, null, null, null, null, null);

        public Guid? Of(FiscalFileKind kind) => kind switch
        {
            FiscalFileKind.Ncm => Ncm,
            FiscalFileKind.Tipi => Tipi,
            FiscalFileKind.Law => Law,
            FiscalFileKind.Rates => Rates,
            _ => Tariff,
        };

        public Edition With(FiscalFileKind kind, Guid file) => kind switch
        {
            FiscalFileKind.Ncm => this with { Ncm = file },
            FiscalFileKind.Tipi => this with { Tipi = file },
            FiscalFileKind.Law => this with { Law = file },
            FiscalFileKind.Rates => this with { Rates = file },
            _ => this with { Tariff = file },
        };
    }

    public static async Task LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = Lock } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Edition> CurrentAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select id, ncm_file_id, tipi_file_id, tariff_file_id, law_file_id, rates_file_id from fiscal_edition order by number desc limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Edition(reader.GetGuid(0), Nullable(reader, 1), Nullable(reader, 2), Nullable(reader, 3), Nullable(reader, 4), Nullable(reader, 5))
            : Edition.None;

        static Guid? Nullable(NpgsqlDataReader reader, int i) => reader.IsDBNull(i) ? null : reader.GetGuid(i);
    }

    public static async Task<Edition> AddEditionAsync(NpgsqlConnection connection, Edition edition, CancellationToken ct)
    {
        edition = edition with { Id = Guid.CreateVersion7() };
        await using var command = new NpgsqlCommand(
            "insert into fiscal_edition (id, ncm_file_id, tipi_file_id, tariff_file_id, law_file_id, rates_file_id) values ($1, $2, $3, $4, $5, $6)", connection)
        {
            Parameters = { new() { Value = edition.Id }, File(edition.Ncm), File(edition.Tipi), File(edition.Tariff), File(edition.Law), File(edition.Rates) },
        };
        await command.ExecuteNonQueryAsync(ct);
        return edition;

        static NpgsqlParameter File(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
    }

    public static async Task<bool> HasAsync(NpgsqlConnection connection, FiscalFileKind kind, string sha256, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from fiscal_file where kind = $1 and sha256 = $2)", connection)
        {
            Parameters = { new() { Value = Name(kind) }, new() { Value = sha256 } },
        };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<bool> IsOfficialAsync(NpgsqlConnection connection, Guid? id, CancellationToken ct)
    {
        if (id is null)
        {
            return false;
        }

        await using var command = new NpgsqlCommand("select origin <> 'starter' from fiscal_file where id = $1", connection) { Parameters = { new() { Value = id } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<Guid> AddFileAsync(NpgsqlConnection connection, FiscalFile file, ImportDiff diff, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using (var command = new NpgsqlCommand(
            "insert into fiscal_file (id, kind, name, sha256, origin, as_of, act, rows, diff) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = Name(file.Kind) }, new() { Value = file.Name }, new() { Value = file.Sha256 }, new() { Value = file.Origin },
                new() { Value = file.AsOf }, new() { Value = (object?)file.Act ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = file.RowCount },
                new() { Value = JsonSerializer.Serialize(diff, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        })
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await FiscalRows.CopyAsync(connection, id, file, ct);
        return id;
    }

    public static async Task<FiscalFile?> ReadFileAsync(NpgsqlConnection connection, Guid? id, CancellationToken ct)
    {
        if (id is null)
        {
            return null;
        }

        FiscalFile file;
        await using (var command = new NpgsqlCommand("select kind, name, sha256, origin, as_of, act from fiscal_file where id = $1", connection) { Parameters = { new() { Value = id } } })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            file = new FiscalFile(
                Enum.Parse<FiscalFileKind>(reader.GetString(0), ignoreCase: true), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(4),
                reader.IsDBNull(5) ? null : reader.GetString(5))
            {
                Origin = reader.GetString(3),
            };
        }

        return await FiscalRows.ReadAsync(connection, id.Value, file, ct);
    }

    public static async Task<IReadOnlyList<string>> CodesInUseAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select distinct ncm from classification where status = 'ACTIVE' and ncm is not null", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var codes = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            codes.Add(reader.GetString(0));
        }

        return codes;
    }

    /// <summary>The ACTIVE classifications that rest on what changed, each with its reasons; flagged in their order, so that no two transactions wait for each other.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> RestingOnAsync(NpgsqlConnection connection, IReadOnlyCollection<LegalChange> changes, CancellationToken ct)
    {
        var resting = new Dictionary<Guid, string>();
        if (changes.Count == 0)
        {
            return resting;
        }

        await using var command = new NpgsqlCommand(
            """
            with hit as materialized (
              select c.id, changed.reason
              from unnest($1::text[], $2::text[], $3::text[]) as changed (ncm, ex, reason)
              join classification c on c.ncm = changed.ncm and (changed.ex is null or changed.ex = coalesce(nullif(c.exception, '00'), ''))
              where c.status = 'ACTIVE' order by c.id for no key update of c)
            update classification c set needs_review = true,
              review_reason = case when position(hit.reason in coalesce(c.review_reason, '')) > 0 then c.review_reason else concat_ws(' ', c.review_reason, hit.reason) end
            from hit where c.id = hit.id
            returning c.id, hit.reason
            """, connection)
        {
            Parameters =
            {
                new() { Value = changes.Select(change => change.Ncm).ToArray() },
                new() { Value = changes.Select(change => change.Ex).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = changes.Select(change => change.Reason).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            resting.Add(reader.GetGuid(0), reader.GetString(1));
        }

        return resting;
    }

    private static string Name(FiscalFileKind kind) => kind.ToString().ToLowerInvariant();
}
