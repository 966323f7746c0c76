using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Tests.Deploy;

/// <summary>Alerts and dashboard against what Nexa exports, promtool (where it is installed) and the operators' page.</summary>
public sealed partial class WatchingTests(Servers servers)
{
    /// <summary>Of Prometheus itself, of the machine's exporter and of Kubernetes.</summary>
    private static readonly string[] OfOthers =
    [
        "up", "node_filesystem_avail_bytes", "node_filesystem_size_bytes", "kubelet_volume_stats_available_bytes",
        "kubelet_volume_stats_capacity_bytes",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_that_an_alert_or_the_dashboard_names_is_exported()
    {
        await using var app = await NexaApp.StartAsync(servers);
        await FiscalImport.EnsureStarterAsync(app.Worker.GetRequiredService<NpgsqlDataSource>(), Ct);
        await app.StopWorkerAsync();
        await app.ExecuteAsync("delete from measurement");
        app.StartWorker(); // measures at once
        await app.ClassifyAsync("AB1204-7");
        using var worker = app.CreateWorkerClient();
        using var api = app.Http;
        await using var host = await ApiHost.StartAsync(servers, database: app.Database);
        api.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await host.TokenAsync(await host.CreateUserAsync(Roles.Operator)));
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var expression in (await ListAlertsAsync()).Select(alert => alert["expr"]!.GetValue<string>())
            .Concat(await ListQueriesAsync()))
        {
            named.UnionWith(Metric().Matches(Labels().Replace(expression, "")).Select(match => match.Value));
        }

        named.ExceptWith(OfOthers);
        var exported = await Eventually.GetAsync(async () =>
        {
            var text = await worker.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct)
                + await api.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct);
            return text.Contains("nexa_jobs_duration_seconds_bucket", StringComparison.Ordinal)
                && text.Contains("nexa_fiscal_table_age_days", StringComparison.Ordinal) ? text : null;
        });

        Assert.True(named.Count > 10, string.Join(", ", named));
        Assert.DoesNotContain(named, name => !IsExported(exported, name));
    }

    [Fact]
    public async Task Every_alert_has_its_part_of_the_operators_page_and_a_unit_test()
    {
        var page = await Repository.ReadAsync("docs/operations.md");
        var tests = await Repository.ReadAsync("deploy/watching/alerts.test.yaml");
        foreach (var alert in await ListAlertsAsync())
        {
            var name = alert["alert"]!.GetValue<string>();
            Assert.Contains($"\n### {name}\n", page, StringComparison.Ordinal);
            Assert.Contains($"alertname: {name}", tests, StringComparison.Ordinal);
            Assert.NotNull(alert["annotations"]!["summary"]);
            Assert.NotNull(alert["labels"]!["severity"]);
        }
    }

    [Theory]
    [InlineData("test", "rules", "deploy/watching/alerts.test.yaml")]
    [InlineData("check", "rules", "deploy/watching/alerts.yaml")]
    public async Task Promtool_agrees(params string[] args)
    {
        using var promtool = Start(args);
        Assert.SkipWhen(promtool is null, "promtool is not installed (Debian: prometheus)");
        var output = promtool!.StandardOutput.ReadToEndAsync(Ct);
        var error = promtool.StandardError.ReadToEndAsync(Ct);
        await promtool.WaitForExitAsync(Ct);

        Assert.True(promtool.ExitCode == 0, await output + await error);
    }

    private static Process? Start(string[] args)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("promtool", args)
            {
                WorkingDirectory = Repository.Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static bool IsExported(string text, string name) =>
        text.Contains($"\n{name}{{", StringComparison.Ordinal) || text.Contains($"\n{name} ", StringComparison.Ordinal);

    private static async Task<List<JsonNode>> ListAlertsAsync() =>
        [.. (await YamlFile.ReadOneAsync("deploy/watching/alerts.yaml"))["groups"]![0]!["rules"]!.AsArray().Select(rule => rule!)];

    private static async Task<IEnumerable<string>> ListQueriesAsync() =>
        JsonNode.Parse(await Repository.ReadAsync("deploy/watching/dashboard.json"))!["panels"]!.AsArray()
            .SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>());

    [GeneratedRegex(@"\{[^}]*\}|\bby \([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(nexa|http|dotnet|node|kubelet)_[a-z_]+\b|\bup\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();
}
