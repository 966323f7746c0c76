using Nexa.Core.Data;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.FiscalStore;

/// <summary>The rows of a file, in and out of PostgreSQL in bulk.</summary>
internal static class FiscalRows
{
    private sealed record Row(
        string ReadCode, string? Ex, string? Annex, bool Quota, Rate? Rate, string? ReadText, DateOnly From, DateOnly To, string? Act,
        string? EndAct,
        string? Tax = null, string? Scope = null, decimal? Amount = null);

    /// <summary>Chosen: declarations are estimated for days to come or of the last years.</summary>
    private const int ExchangeDays = 800;

    public static async Task CopyAsync(NpgsqlConnection connection, Guid fileId, FiscalFile file, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy fiscal_row (file_id, ordinal, code, ex, annex, quota, state, percent, text, valid_from, valid_to, act, end_act, tax, scope,
              amount)
            from stdin (format binary)
            """, ct);
        var ordinal = 0;
        foreach (var row in ListRows(file))
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(fileId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(ordinal++, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(row.ReadCode, NpgsqlDbType.Text, ct);
            await WriteTextAsync(copy, row.Ex, ct);
            await WriteTextAsync(copy, row.Annex, ct);
            await copy.WriteAsync(row.Quota, NpgsqlDbType.Boolean, ct);
            await WriteTextAsync(copy, row.Rate is null ? null : NameState(row.Rate.Value), ct);
            if (row.Rate is { Kind: RateKind.Percent } rate)
            {
                await copy.WriteAsync(rate.Percent!.Value, NpgsqlDbType.Numeric, ct);
            }
            else
            {
                await copy.WriteNullAsync(ct);
            }

            await WriteTextAsync(copy, row.ReadText, ct);
            await copy.WriteAsync(row.From, NpgsqlDbType.Date, ct);
            await copy.WriteAsync(row.To, NpgsqlDbType.Date, ct);
            await WriteTextAsync(copy, row.Act, ct);
            await WriteTextAsync(copy, row.EndAct, ct);
            await WriteTextAsync(copy, row.Tax, ct);
            await WriteTextAsync(copy, row.Scope, ct);
            if (row.Amount is { } amount)
            {
                await copy.WriteAsync(amount, NpgsqlDbType.Numeric, ct);
            }
            else
            {
                await copy.WriteNullAsync(ct);
            }
        }

        await copy.CompleteAsync(ct);
    }

    public static async Task<FiscalFile> ReadFileAsync(NpgsqlConnection connection, Guid fileId, FiscalFile file, CancellationToken ct)
    {
        if (file.Kind is FiscalFileKind.Exchange)
        {
            return file with { Exchange = await ReadExchangeAsync(connection, fileId, ct) };
        }

        var acts = new Dictionary<string, string>(StringComparer.Ordinal); // ten thousand rows name the same few acts
        var rows = await connection.Statement(
            """
            select code, ex, annex, quota, state, percent, text, valid_from, valid_to, act, end_act, tax, scope
            from fiscal_row where file_id = $1 order by ordinal
            """,
            fileId).ListAsync(row => new Row(
                row.Text("code"), row.TextOrNull("ex"), row.TextOrNull("annex"), row.Flag("quota"),
                ReadRate(row.TextOrNull("state"), row.NumberOrNull<decimal>("percent")), row.TextOrNull("text"),
                row.Date("valid_from"), row.Date("valid_to"), Shared(row.TextOrNull("act")), Shared(row.TextOrNull("end_act")),
                row.TextOrNull("tax"), row.TextOrNull("scope")), ct);
        return file.Kind switch
        {
            FiscalFileKind.Ncm =>
                file with { Ncm = [.. rows.Select(row =>
                    new NcmNode(row.ReadCode, row.ReadText!, row.From, row.To, row.Act, row.EndAct))] },
            FiscalFileKind.Tipi => file with
            {
                Tipi = [.. rows.Select(row =>
                    new TipiRate(row.ReadCode, row.Ex, row.Rate!.Value, row.ReadText, row.From, row.To, row.Act))],
            },
            FiscalFileKind.Law or FiscalFileKind.Rates => file with
            {
                Rates = [
                    .. rows.Select(
                        row => new TaxRate(row.Tax!, row.Scope!, row.ReadCode, row.Rate!.Value, row.From, row.To, row.Act, row.ReadText))],
            },
            _ => file with
            {
                Duties =
                [
                    .. rows.Select(
                        row => new DutyRate(row.ReadCode, row.Annex!, row.Ex, row.Quota, row.Rate!.Value, row.ReadText, row.From, row.To,
                            row.Act)),
                ],
            },
        };

        string? Shared(string? act) => act is null ? null : acts.TryGetValue(act, out var same) ? same : acts[act] = act;
    }

    /// <summary>The days of a file and of those that it follows; of two that say the same day the newer one holds.</summary>
    private static Task<List<ExchangeRate>> ReadExchangeAsync(NpgsqlConnection connection, Guid fileId, CancellationToken ct) =>
        connection.Statement(
            """
            with recursive chain as (
              select id, follows_id, as_of, 0 as depth from fiscal_file where id = $1
              union all
              select f.id, f.follows_id, f.as_of, c.depth + 1 from chain c join fiscal_file f on f.id = c.follows_id)
            select distinct on (r.code, r.valid_from) r.code, r.valid_from, r.amount
            from chain c join fiscal_row r on r.file_id = c.id
            where r.valid_from > (select max(as_of) from chain) - $2::int
            order by r.code, r.valid_from, c.depth
            """,
            fileId, ExchangeDays).ListAsync(
                row => new ExchangeRate(row.Text("code"), row.Date("valid_from"), row.Number<decimal>("amount")), ct);

    private static IEnumerable<Row> ListRows(FiscalFile file) => file.Kind switch
    {
        FiscalFileKind.Exchange => file.Exchange.Select(rate => new Row(
            rate.Currency, null, null, false, null, null, rate.Day, rate.Day, null, null, Amount: rate.Sale)),
        FiscalFileKind.Ncm =>
            file.Ncm.Select(node => new Row(node.Code, null, null, false, null, node.Text, node.From, node.To, node.Act, node.EndAct)),
        FiscalFileKind.Tipi =>
            file.Tipi.Select(row => new Row(row.Code, row.Ex, null, false, row.Rate, row.Text, row.From, row.To, row.Act, null)),
        FiscalFileKind.Law or FiscalFileKind.Rates => file.Rates.Select(
            row => new Row(row.Code, null, null, false, row.Rate, row.Note, row.From, row.To, row.Act, null, row.Tax, row.Scope)),
        _ => file.Duties.Select(
            row => new Row(row.Code, row.Ex, row.Annex, row.Quota, row.Rate, row.Text, row.From, row.To, row.Act, null)),
    };

    private static string NameState(Rate rate) => rate.Kind switch
    {
        RateKind.Percent => "VALUE",
        RateKind.NotTaxed => "NT",
        _ => "UNKNOWN",
    };

    private static Rate? ReadRate(string? state, decimal? percent) => state switch
    {
        null => null,
        "VALUE" => Rate.FromPercent(percent!.Value),
        "NT" => Rate.NotTaxed,
        _ => Rate.Unknown,
    };

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken ct) =>
        value is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(value, NpgsqlDbType.Text, ct);
}
