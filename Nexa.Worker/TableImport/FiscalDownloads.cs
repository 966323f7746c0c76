using System.Net;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Worker.TableImport;

/// <summary>
/// Official addresses, politely: at most three requests an hour from all replicas together, none for three hours to an address that
/// has blocked us. What arrives is imported or refused like any other file; the tables in force stay until a good one is switched in.
/// </summary>
internal sealed partial class FiscalDownloads(
    HttpClient http, [FromKeyedServices(FiscalImport.DataSource)] NpgsqlDataSource database, RefreshSettings settings,
    ILogger<FiscalDownloads> logger)
{
    private const int MostPerHour = 3;

    /// <summary>Fetches the addresses that are due.</summary>
    /// <returns>True when something was switched in, and how many due addresses had to wait for the next hour.</returns>
    public async Task<(bool Switched, int Waiting)> RunAsync(CancellationToken ct)
    {
        var (switched, waiting) = (false, 0);
        foreach (var address in settings.Addresses)
        {
            if (!await FiscalFetches.IsDueAsync(database, address, settings.Interval, ct))
            {
                continue;
            }

            if (await FiscalFetches.TryReserveAsync(database, address, MostPerHour, ct) is not { } fetch)
            {
                waiting++;
                continue;
            }

            var (outcome, detail) = await FetchAsync(address, ct);
            switched |= outcome == "imported";
            await FiscalFetches.RecordAsync(database, fetch, outcome, detail, ct);
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

            var file = FiscalFileReader.ReadFile(Path.GetFileName(address.LocalPath), content) with { Origin = "download" };
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

    [LoggerMessage(LogLevel.Information, "Official address {Address}: {Outcome} {Detail}")]
    private partial void LogFetched(Uri address, string outcome, string? detail);
}
