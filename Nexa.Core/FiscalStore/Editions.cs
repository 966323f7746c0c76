using Nexa.Core.Data;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>Which file of each kind holds.</summary>
internal sealed record Edition(
    Guid Id, Guid? Ncm, Guid? Tipi, Guid? Tariff, Guid? Law, Guid? Rates, Guid? Attributes, Guid? Exchange)
{
    public static readonly Edition None = new(Guid.Empty, null, null, null, null, null, null, null);

    public Guid? FindFile(FiscalFileKind kind) => kind switch
    {
        FiscalFileKind.Ncm => Ncm,
        FiscalFileKind.Tipi => Tipi,
        FiscalFileKind.Law => Law,
        FiscalFileKind.Rates => Rates,
        FiscalFileKind.Attributes => Attributes,
        FiscalFileKind.Exchange => Exchange,
        _ => Tariff,
    };

    public Edition WithFile(FiscalFileKind kind, Guid file) => kind switch
    {
        FiscalFileKind.Ncm => this with { Ncm = file },
        FiscalFileKind.Tipi => this with { Tipi = file },
        FiscalFileKind.Law => this with { Law = file },
        FiscalFileKind.Rates => this with { Rates = file },
        FiscalFileKind.Attributes => this with { Attributes = file },
        FiscalFileKind.Exchange => this with { Exchange = file },
        _ => this with { Tariff = file },
    };
}

/// <summary>The editions in PostgreSQL; the one with the highest number is in force.</summary>
internal static class Editions
{
    private const long Lock = 0x4E65_7861_4E43_4D; // "NexaNCM": one import at a time

    private const string Columns =
        "id, ncm_file_id, tipi_file_id, tariff_file_id, law_file_id, rates_file_id, attributes_file_id, exchange_file_id";

    public static Task LockAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.Statement("select pg_advisory_xact_lock($1)", Lock).ExecuteAsync(ct);

    /// <summary>The day in São Paulo by the clock that all replicas share.</summary>
    public static Task<DateOnly> ReadTodayAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.Statement("select (now() at time zone 'America/Sao_Paulo')::date").ScalarAsync<DateOnly>(ct);

    public static async Task<Edition> FindCurrentAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await connection.Statement($"select {Columns} from fiscal_edition order by number desc limit 1").ListAsync(ReadEdition, ct))
            .SingleOrDefault()
            ?? Edition.None;

    public static async Task<Edition?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        (await connection.Statement($"select {Columns} from fiscal_edition where id = $1", id)
            .ListAsync(ReadEdition, ct)).SingleOrDefault();

    public static async Task<Edition> AddEditionAsync(NpgsqlConnection connection, Edition edition, CancellationToken ct)
    {
        edition = edition with { Id = Guid.CreateVersion7() };
        await connection.Statement(
            $"insert into fiscal_edition ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            edition.Id, edition.Ncm, edition.Tipi, edition.Tariff, edition.Law, edition.Rates, edition.Attributes, edition.Exchange)
            .ExecuteAsync(ct);
        return edition;
    }

    private static Edition ReadEdition(SqlRow row) => new(
        row.Id("id"), row.IdOrNull("ncm_file_id"), row.IdOrNull("tipi_file_id"), row.IdOrNull("tariff_file_id"),
        row.IdOrNull("law_file_id"), row.IdOrNull("rates_file_id"), row.IdOrNull("attributes_file_id"), row.IdOrNull("exchange_file_id"));
}
