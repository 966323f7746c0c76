using System.Text.RegularExpressions;

namespace Nexa.Tests.Clients;

/// <summary>The commands of docs/api.md, all in one shell as a reader pastes them, against a real API and worker.</summary>
public sealed partial class ApiGuideTests(Servers servers)
{
    [Fact]
    public async Task Every_command_of_the_guide_is_answered_as_it_says()
    {
        var folder = Directory.CreateTempSubdirectory("nexa-guide-");
        await using var app = await NexaApp.StartAsync(servers);
        File.Copy(Repository.Find("Nexa.Web/Demo/exemplo-pedido.pdf"), Path.Combine(folder.FullName, "order.pdf"));
        var commands = string.Concat(Block().Matches(await Repository.ReadAsync("docs/api.md")).Select(match => match.Groups["code"].Value));
        var script = Path.Combine(folder.FullName, "guide.sh");
        await File.WriteAllTextAsync(script, $"set -euo pipefail\ncd '{folder.FullName}'\n"
            + commands.Replace("localhost:5000", app.Http.BaseAddress!.Authority, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exitCode, output) = await NodeProgram.RunAsync("bash", [script], ".");
        var sheet = new FileInfo(Path.Combine(folder.FullName, "classifications.xlsx"));

        Assert.True(exitCode == 0, output);
        Assert.True(sheet.Exists && sheet.Length > 0);
        Assert.Contains("event: classification_finished", output, StringComparison.Ordinal);
        Assert.Contains("\"colour\"", output[output.LastIndexOf("\"errors\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [GeneratedRegex("```sh\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
