
namespace Nexa.Tests.Clients;

/// <summary>@nexa/client and what stands on it against a real API and worker, by their own tests.</summary>
public sealed class TypeScriptClientTests(Servers servers)
{
    [Theory]
    [InlineData("clients/typescript")]
    [InlineData("clients/socketio-bridge")]
    public async Task The_clients_own_tests_pass_against_a_running_system(string folder)
    {
        await NodeProgram.FetchPackagesAsync();
        await using var app = await NexaApp.StartAsync(servers);

        var (exitCode, output) = await NodeProgram.RunAsync("node", ["--test", "test/"], folder,
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
