using System.Text.RegularExpressions;

namespace Nexa.Tests.Clients;

/// <summary>The examples of the README, run as they stand there against a real API and worker.</summary>
public sealed partial class ReadmeTests(Servers servers) : IAsyncLifetime
{
    private const string PartNumber = "CL10C330JB8NNNC";
    private readonly string folder = Directory.CreateTempSubdirectory("nexa-readme-").FullName;
    private NexaApp app = null!;

    public async ValueTask InitializeAsync()
    {
        await NodeProgram.FetchPackagesAsync();
        app = await NexaApp.StartAsync(servers);
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Repository.Find("clients/node_modules"));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(Path.Combine(folder, "node_modules"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_example_with_curl_classifies()
    {
        var (exitCode, accepted) = await RunAsync("sh",
            await ReadAsync("sh", "curl -s -X POST", line => line.StartsWith("curl -s", StringComparison.Ordinal)));
        Assert.True(exitCode == 0, accepted);
        var task = TaskId().Match(accepted).Groups["id"].Value;

        var (ended, events) = await RunAsync("sh",
            (await ReadAsync("sh", "curl -s -X POST", line => line.StartsWith("curl -N", StringComparison.Ordinal)))
            .Replace("<task_id>", task, StringComparison.Ordinal));

        Assert.Equal(0, ended);
        Assert.Contains("event: classification_finished", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_with_curl_ends_where_its_task_is_cancelled()
    {
        var (_, accepted) = await RunAsync("sh",
            (await ReadAsync("sh", "curl -s -X POST", line => line.StartsWith("curl -s", StringComparison.Ordinal)))
            .Replace(PartNumber, "HELD-CURL", StringComparison.Ordinal));
        var task = TaskId().Match(accepted).Groups["id"].Value;
        var following = RunAsync("sh",
            (await ReadAsync("sh", "curl -s -X POST", line => line.StartsWith("curl -N", StringComparison.Ordinal)))
            .Replace("<task_id>", task, StringComparison.Ordinal));
        await app.PostAsync($"/tasks/{task}/cancel", new { }, 200);

        var (ended, events) = await following;

        Assert.Equal(0, ended);
        Assert.Contains("\"status\":\"cancelled\"", events, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("js", "mjs")]
    [InlineData("csharp", "cs")]
    public async Task The_example_in_a_language_classifies_and_ends(string language, string extension)
    {
        var (exitCode, output) = await RunAsync(extension, await ReadAsync(language, PartNumber));

        Assert.True(exitCode == 0, output);
        Assert.Contains("85322410", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("js", "mjs")]
    [InlineData("csharp", "cs")]
    public async Task The_example_in_a_language_ends_where_its_task_is_cancelled(string language, string extension)
    {
        var running =
            RunAsync(extension, (await ReadAsync(language, PartNumber)).Replace(PartNumber, "HELD-README", StringComparison.Ordinal));
        var task = await Eventually.GetAsync(
            async () => (await app.GetAsync("/tasks")).GetProperty("tasks").EnumerateArray()
            .Select(one => one.GetProperty("task_id").GetString()).FirstOrDefault(),
            TimeSpan.FromMinutes(3));
        await app.PostAsync($"/tasks/{task}/cancel", new { }, 200);

        var (exitCode, output) = await running;

        Assert.True(exitCode == 0, output);
        Assert.Contains("cancelada", output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string extension, string code)
    {
        var file = Path.Combine(folder, $"client-{Guid.NewGuid():n}.{extension}");
        await File.WriteAllTextAsync(file,
            code.Replace("http://localhost:5000", app.Http.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("localhost:5000", app.Http.BaseAddress!.Authority, StringComparison.Ordinal)
            .Replace("#:project ", $"#:project {Repository.Root}/", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return extension switch
        {
            "sh" => await NodeProgram.RunAsync("bash", [file], "."),
            "mjs" => await NodeProgram.RunAsync("node", [file], "."),
            _ => await NodeProgram.RunAsync("dotnet", ["run", file], "."),
        };
    }

    /// <summary>The first block of a language that has a text in it, or some of its lines.</summary>
    private static async Task<string> ReadAsync(string language, string with, Func<string, bool>? lines = null)
    {
        var block = Block().Matches(await Repository.ReadAsync("README.md"))
            .First(match => match.Groups["language"].Value == language
                && match.Groups["code"].Value.Contains(with, StringComparison.Ordinal)).Groups["code"].Value;
        return lines is null ? block : string.Join('\n', block.Split('\n').Where(lines));
    }

    [GeneratedRegex("```(?<language>\\w+)\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("\"task_id\":\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TaskId();
}
