using System.Text;
using Nexa.Documents.Child;
using Nexa.Tests.Documents.Generator;
using Nexa.Worker.Documents;

namespace Nexa.Tests.Documents;

/// <summary>What reads a stranger's document reaches no network.</summary>
public sealed class NetworkFenceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_behind_the_fence_has_no_network_but_an_unconnected_loopback()
    {
        SkipWithoutFence();
        var start = NetworkFence.Enclose(ChildStart.Prepare("cat", "/proc/net/dev"));

        var run = await LimitedProgram.RunAsync(start, default, new(TimeSpan.FromMinutes(1), 512L << 20), 1 << 20, Ct);

        var devices = Encoding.UTF8.GetString(run.Output).Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal));
        Assert.Equal("lo", Assert.Single(devices).Split(':')[0].Trim());
    }

    [Fact]
    public async Task The_extraction_child_reads_behind_the_fence()
    {
        SkipWithoutFence();
        using var child = ExtractionProcess.Start(new ExtractionSettings());

        var read = await child.ExtractAsync(new("pdf"), GeneratedCorpus.All(1).First().Pdf, Ct);

        Assert.Single(read.Lines);
        Assert.NotEqual(FindNetwork("self"), FindNetwork($"{child.Id}"));

        static string? FindNetwork(string process) => new FileInfo($"/proc/{process}/ns/net").LinkTarget;
    }

    private static void SkipWithoutFence() =>
        Assert.SkipUnless(NetworkFence.IsThere, "This system has no unshare, or lets this user make no namespaces.");
}
