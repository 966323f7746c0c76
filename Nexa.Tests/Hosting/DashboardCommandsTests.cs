using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Nexa.Tests.Hosting;

/// <summary>What an operator does on the dashboard.</summary>
[Collection("AppHost")]
public sealed class DashboardCommandsTests
{
    private const string Password = "tres-navios-no-porto-7";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_makes_the_first_admin_imports_a_table_and_what_is_stopped_stays_stopped()
    {
        await using var system = await NexaSystem.StartAsync([], ct: Ct);
        using var http = new HttpClient { BaseAddress = system.Api };
        var file = Path.Combine(Path.GetTempPath(), $"nexa-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(file, "tributo;escopo;ncm;alíquota;início;fim;ato;nota\nicms;SP;;18;01/01/2026;;RICMS/SP, art. 52;\n",
            Ct);

        var made = await system.ExecuteAsync("api", "create-admin", ("email", "ana@example.com"), ("password", Password));
        var refused = await system.ExecuteAsync("api", "create-admin", ("email", "ana@example.com"), ("password", Password));
        var runs = await system.ExecuteAsync("api", "create-operator", ("email", "olga@example.com"), ("password", Password));
        var imported = await system.ExecuteAsync("api", "import-tables", ("file", file));
        var missing = await system.ExecuteAsync("api", "import-tables", ("file", file + ".gone"));
        var examined = await system.ExecuteAsync("api", "doctor");
        var pruned = await system.ExecuteAsync("api", "prune-events", ("days", "90"));
        var never = await system.ExecuteAsync("api", "prune-events", ("days", "0"));
        File.Delete(file);

        Assert.True(made.Success, made.Message);
        Assert.False(refused.Success);
        Assert.True(runs.Success, runs.Message);
        Assert.True(imported.Success, imported.Message);
        Assert.False(missing.Success);
        Assert.True(examined.Success, examined.Message);
        Assert.True(pruned.Success, pruned.Message);
        Assert.False(never.Success);
        var signedIn = await http.PostAsJsonAsync("/login", new { email = "ana@example.com", password = Password }, Ct);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var olga = await http.PostAsJsonAsync("/login", new { email = "olga@example.com", password = Password }, Ct);
        Assert.Equal(JsonValueKind.Null, (await olga.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("organisation_id").ValueKind);

        Assert.True((await system.ExecuteAsync("worker", KnownResourceCommands.StopCommand)).Success);
        await Eventually.HoldsAsync(() => !system.Names.Contains("worker"));
        await system.KillAsync("agents"); // is back after the pause after which the worker would be back, too
        Assert.DoesNotContain("worker", system.Names);
    }
}
