using System.Net;
using Microsoft.Extensions.Options;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Worker.TableImport;

/// <summary>
/// Official addresses, politely: at most three requests an hour from all replicas together, none for three hours to an address that
/// has blocked us. What arrives is imported or refused like any other file; the tables in force stay until a good one is switched in.
/// </summary>
internal sealed partial class FiscalDownloads(HttpClient http, NpgsqlDataSource database, IOptions<RefreshOptions> options, ILogger<FiscalDownloads> logger)
{
    private const int MostPerHour = 3;
    private const long Lock = 0x4E65_7861_4645_54;

    /// <summary>Fetches the addresses that are due.</summary>
    /// <returns>True when something was switched in, and how many due addresses had to wait for the next hour.</returns>
    public async Task<(bool Switched, int Waiting)> RunAsync(CancellationToken ct)
    {
        var (switched, waiting) = (false, 0);
        foreach (var address in options.Value.Addresses)
        {
            if (!await IsDueAsync(address, ct))
            {
                continue;
            }

            if (await TryReserveAsync(address, ct) is not { } fetch)
            {
                waiting++;
                continue;
            }

            var (outcome, detail) = await FetchAsync(address, ct);
            switched |= outcome == "imported";
            await RecordAsync(fetch, outcome, detail, ct);
            LogFetched(address, outcome, detail);
        }

        return (switched, waiting);
    }

    private async Task<(string Outcome, string? Detail)> FetchAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(address, ct);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Forbidden)
            {
                return ("blocked", $"HTTP {(int)response.StatusCode}");
            }

            if (!response.IsSuccessStatusCode)
            {
                return ("failed", $"HTTP {(int)response.StatusCode}");
            }

            var content = await response.Content.ReadAsByteArrayAsync(ct);
            // A blocked client gets a page of HTML with status 200.
            if (content.AsSpan().TrimStart("\uFEFF \r\n\t"u8) is [(byte)'<', ..])
            {
                return ("blocked", "HTML");
            }

            var file = FiscalFileReader.Read(Path.GetFileName(address.LocalPath), content) with { Origin = "download" };
            var outcome = await FiscalImport.ImportAsync(database, file, force: false, ct);
            return (outcome.Switched ? "imported" : "unchanged", $"{file.Kind} {file.AsOf:yyyy-MM-dd}");
        }
        catch (RefusedFileException refused)
        {
            return ("refused", refused.Message);
        }
        catch (HttpRequestException failure)
        {
            return ("failed", failure.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ("failed", "timeout");
        }
    }

    private async Task<bool> IsDueAsync(Uri address, CancellationToken ct)
    {
        return await database.Statement(
            """
            select not exists (
              select from fiscal_fetch where url = $1 and requested_at > now() - case
                when outcome in ('imported', 'unchanged', 'refused') then $2 when outcome = 'blocked' then interval '3 hours' else interval '1 hour' end)
            """,
            address.AbsoluteUri, options.Value.Interval).ScalarAsync<bool>(ct);
    }

    // Counted before it is made: a crash in between costs a request of the hour, never one too many.
    private async Task<Guid?> TryReserveAsync(Uri address, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.Statement("select pg_advisory_xact_lock($1)", Lock).ExecuteAsync(ct);
        var id = Guid.CreateVersion7();
        var reserved = await connection.Statement(
            """
            insert into fiscal_fetch (id, url) select $1, $2
            where (select count(*) from fiscal_fetch where requested_at > now() - interval '1 hour') < $3
            """,
            id, address.AbsoluteUri, MostPerHour).ExecuteAsync(ct) == 1;
        await transaction.CommitAsync(ct);
        return reserved ? id : null;
    }

    private async Task RecordAsync(Guid fetch, string outcome, string? detail, CancellationToken ct) =>
        await database.Statement("update fiscal_fetch set outcome = $2, detail = $3 where id = $1", fetch, outcome, detail).ExecuteAsync(ct);

    [LoggerMessage(LogLevel.Information, "Official address {Address}: {Outcome} {Detail}")]
    private partial void LogFetched(Uri address, string outcome, string? detail);
}
