using Nexa.Fiscal.Import;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.FiscalStore;

/// <summary>Which file of each kind holds.</summary>
internal sealed record Edition(Guid Id, Guid? Ncm, Guid? Tipi, Guid? Tariff, Guid? Law, Guid? Rates)
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

/// <summary>The editions in PostgreSQL; the one with the highest number is in force.</summary>
internal static class Editions
{
    private const long Lock = 0x4E65_7861_4E43_4D; // "NexaNCM": one import at a time

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
}
