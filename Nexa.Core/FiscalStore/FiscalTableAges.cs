using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <param name="Kind">ncm, tipi, tariff, law, rates or attributes.</param>
/// <param name="AsOf">The date of the file in force.</param>
/// <param name="Days">Since then, by the calendar of São Paulo.</param>
/// <param name="IsStarter">Whether it is the table that comes with Nexa.</param>
public sealed record FiscalTableAge(string Kind, DateOnly AsOf, int Days, bool IsStarter);

/// <summary>How old the files in force are.</summary>
public static class FiscalTableAges
{
    private const string Days = "greatest((now() at time zone 'America/Sao_Paulo')::date - f.as_of, 0)";

    private const string FromCurrent =
        """
        from fiscal_file f
        join (select * from fiscal_edition order by number desc limit 1) e
          on f.id in (e.ncm_file_id, e.tipi_file_id, e.tariff_file_id, e.law_file_id, e.rates_file_id, e.attributes_file_id)
        """;

    /// <summary>One value of JSON: the days by the kind of the file.</summary>
    internal const string Measure = $"select coalesce(jsonb_object_agg(f.kind, {Days}), '{{}}') {FromCurrent}";

    public static Task<List<FiscalTableAge>> ListAsync(NpgsqlDataSource database, CancellationToken ct) => database.Statement(
        $"select f.kind, f.as_of, {Days} as days, f.origin = 'starter' as is_starter {FromCurrent} order by f.kind")
        .ListAsync(row => new FiscalTableAge(row.Text("kind"), row.Date("as_of"), row.Number<int>("days"), row.Flag("is_starter")), ct);
}
