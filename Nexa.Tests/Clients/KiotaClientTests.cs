namespace Nexa.Tests.Clients;

/// <summary>The client that Kiota makes of the contract, without a hand edit, against a real API and worker.</summary>
public sealed class KiotaClientTests(Servers servers)
{
    [Fact]
    public async Task The_generated_client_does_an_importers_work()
    {
        var (restored, said) = await NodeProgram.RunAsync("dotnet", ["tool", "restore"], ".");
        Assert.True(restored == 0, said);
        await using var app = await NexaApp.StartAsync(servers);

        var (exitCode, output) = await NodeProgram.RunAsync(
            "dotnet", ["run", "--project", "clients/kiota"], ".", ("NEXA_URL", app.Http.BaseAddress!.ToString()),
            ("MSBUILDDISABLENODEREUSE", "1"));

        Assert.True(exitCode == 0, output);
    }
}
