using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Worker.TableImport;
using Npgsql;

namespace Nexa.Tests.FiscalStore;

public sealed class DownloadTests(Servers servers) : IAsyncLifetime
{
    private NpgsqlDataSource database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await FiscalImport.EnsureStarterAsync(database, Ct);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_page_of_html_leaves_the_last_good_tables_and_the_address_alone_for_three_hours()
    {
        using var site = new Site("<html>Muitas requisições</html>");
        var before = await FiscalImport.LoadAsync(database, null, Ct);

        Assert.False((await RunAsync(site, "https://example.invalid/ncm")).Switched);
        await BackdateAsync(TimeSpan.FromHours(2));
        await RunAsync(site, "https://example.invalid/ncm");
        Assert.Equal(1, site.Requests);
        await BackdateAsync(TimeSpan.FromHours(1.1));
        await RunAsync(site, "https://example.invalid/ncm");

        Assert.Equal(2, site.Requests);
        Assert.Equal(before!.SnapshotId, (await FiscalImport.LoadAsync(database, null, Ct))!.SnapshotId);
        Assert.Equal("blocked", await OutcomeAsync());
    }

    [Fact]
    public async Task No_more_than_three_requests_are_made_in_an_hour_by_all_workers_together()
    {
        using var site = new Site("fora do ar", HttpStatusCode.InternalServerError);

        var first = await RunAsync(site, "https://a.invalid/", "https://b.invalid/");
        var second = await RunAsync(site, "https://c.invalid/", "https://d.invalid/");

        Assert.Equal(3, site.Requests);
        Assert.Equal((0, 1), (first.Waiting, second.Waiting));
        await BackdateAsync(TimeSpan.FromHours(1.1));
        Assert.Equal(0, (await RunAsync(site, "https://d.invalid/")).Waiting);
        Assert.Equal(4, site.Requests);
    }

    [Fact]
    public async Task A_good_file_is_switched_in_once_and_not_asked_for_again_within_the_interval()
    {
        using var site = new Site(await File.ReadAllTextAsync(SharedData.Require("ncm/Tabela_NCM_Vigente_20260813.json"), Ct));

        Assert.True((await RunAsync(site, "https://example.invalid/ncm")).Switched);
        Assert.False((await RunAsync(site, "https://example.invalid/ncm")).Switched);
        await BackdateAsync(TimeSpan.FromHours(25));
        Assert.False((await RunAsync(site, "https://example.invalid/ncm")).Switched);

        Assert.Equal(2, site.Requests);
        Assert.Equal("unchanged", await OutcomeAsync());
    }

    private async Task<(bool Switched, int Waiting)> RunAsync(Site site, params string[] addresses)
    {
        using var http = new HttpClient(site, disposeHandler: false);
        var settings = new RefreshSettings
        {
            Enabled = true, Ncm = new Uri(addresses[0]), Tipi = addresses.Length > 1 ? new Uri(addresses[1]) : null,
        };
        return await new FiscalDownloads(http, database, settings, NullLogger<FiscalDownloads>.Instance).RunAsync(Ct);
    }

    private Task<int> BackdateAsync(TimeSpan by) =>
        database.Statement("update fiscal_fetch set requested_at = requested_at - $1", by).ExecuteAsync(Ct);

    private async Task<string?> OutcomeAsync()
    {
        await using var command = database.CreateCommand("select outcome from fiscal_fetch order by requested_at desc limit 1");
        return (string?)await command.ExecuteScalarAsync(Ct);
    }

    /// <summary>Stands for the official site: the same answer to every request.</summary>
    private sealed class Site(string answer, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(answer) });
        }
    }
}
