using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <param name="Files">The names of its files.</param>
public sealed record EditionLine(Guid Id, long Number, DateTimeOffset CreatedAt, string Files);

/// <summary>The last editions for an operator to choose from.</summary>
public static class FiscalEditionList
{
    private const int MostListed = 50;

    private const string Select =
        """
        select e.id, e.number, e.created_at, (
          select coalesce(string_agg(f.kind || ' ' || to_char(f.as_of, 'DD/MM/YYYY'), ', ' order by f.kind), '') from fiscal_file f
          where f.id in (e.ncm_file_id, e.tipi_file_id, e.tariff_file_id, e.law_file_id, e.rates_file_id, e.attributes_file_id,
            e.exchange_file_id)) as files
        from fiscal_edition e
        """;

    public static Task<List<EditionLine>> ReadEditionsAsync(NpgsqlDataSource database, CancellationToken ct) =>
        database.Statement($"{Select} order by e.number desc limit $1", MostListed).ListAsync(ReadLine, ct);

    /// <summary>Null when there is no such edition.</summary>
    public static async Task<EditionLine?> FindEditionAsync(NpgsqlDataSource database, Guid id, CancellationToken ct) =>
        (await database.Statement($"{Select} where e.id = $1", id).ListAsync(ReadLine, ct)).SingleOrDefault();

    private static EditionLine ReadLine(SqlRow row) =>
        new(row.Id("id"), row.Number<long>("number"), row.Time("created_at"), row.Text("files"));
}
