
namespace Nexa.Tests.Clients;

/// <summary>@nexa/client against a real API and worker, by its own tests.</summary>
public sealed class TypeScriptClientTests(Servers servers)
{
    [Fact]
    public async Task The_clients_own_tests_pass_against_a_running_system()
    {
        await NodeProgram.FetchPackagesAsync();
        await using var app = await NexaApp.StartAsync(servers);

        var (exitCode, output) = await NodeProgram.RunAsync("node", ["--test", "test/"], "clients/typescript",
            ("NEXA_URL", app.Http.BaseAddress!.ToString()));

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task The_types_of_the_contract_hold_what_the_client_promises()
    {
        await NodeProgram.FetchPackagesAsync();

        foreach (var script in (string[])["generate", "check"])
        {
            var (exitCode, output) = await NodeProgram.RunAsync("npm", ["run", "--silent", script], "clients/typescript");
            Assert.True(exitCode == 0, output);
        }
    }
}
