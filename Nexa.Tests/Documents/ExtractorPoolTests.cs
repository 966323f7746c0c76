using Nexa.Documents;
using Nexa.Tests.Documents.Generator;
using Nexa.Worker.Documents;

namespace Nexa.Tests.Documents;

/// <summary>The child processes: what kills one of them leaves the others, and this process, alone.</summary>
public sealed class ExtractorPoolTests : IAsyncLifetime
{
    private readonly ExtractorPool pool = new(new ExtractionSettings { TimeLimit = TimeSpan.FromSeconds(10) });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    [Fact]
    public async Task A_child_reads_document_after_document()
    {
        foreach (var document in GeneratedCorpus.All(1))
        {
            var read = await pool.ExtractAsync(new("pdf"), document.Pdf, Ct);
            Assert.Equal(document.Items[0].PartNumber, Assert.Single(read.Lines).Partnumber);
        }

        Assert.Equal(1, pool.Started);
    }

    [Fact]
    public async Task Hostile_files_end_with_a_reason_and_the_next_document_is_read()
    {
        var good = GeneratedCorpus.All(1).First();
        foreach (var (name, content, code) in HostileFiles.Pdfs())
        {
            if (code.Length == 0)
            {
                await pool.ExtractAsync(new("pdf"), content, Ct);
            }
            else
            {
                var why = await Assert.ThrowsAsync<UnreadableDocumentException>(() => pool.ExtractAsync(new("pdf"), content, Ct));
                Assert.True(code.Split('|').Contains(why.Code), $"{name}: {why.Code} {why.Message}");
                Assert.EndsWith(".", why.Message, StringComparison.Ordinal);
            }

            Assert.Single((await pool.ExtractAsync(new("pdf"), good.Pdf, Ct)).Lines);
        }
    }

    [Fact]
    public async Task A_child_beyond_its_time_is_killed_and_another_reads_on()
    {
        await using var hasty = new ExtractorPool(new ExtractionSettings { Processes = 1, TimeLimit = TimeSpan.FromSeconds(5) });

        var why = await Assert.ThrowsAsync<UnreadableDocumentException>(() => hasty.ExtractAsync(new("pdf"), HostileFiles.Endless(), Ct));

        Assert.Equal("timeout", why.Code);
        Assert.Equal("A leitura do documento passou do limite de 5 segundos.", why.Message);
        Assert.Single((await hasty.ExtractAsync(new("pdf"), GeneratedCorpus.All(1).First().Pdf, Ct)).Lines);
        Assert.Equal(2, hasty.Started);
    }

    [Fact]
    public async Task A_child_never_holds_more_memory_than_it_may()
    {
        var options = new ExtractionSettings { Processes = 1 };
        await using var small = new ExtractorPool(options);

        var why = await Assert.ThrowsAsync<UnreadableDocumentException>(() => small.ExtractAsync(new("pdf"), HostileFiles.Letters(), Ct));

        Assert.Equal("too_much_memory", why.Code);
        Assert.InRange(small.PeakMemory, 1, options.MemoryLimit + (64 << 20)); // looked at every 50 ms
        Assert.Single((await small.ExtractAsync(new("pdf"), GeneratedCorpus.All(1).First().Pdf, Ct)).Lines);
    }

    [Fact]
    public async Task Every_known_hostile_file_is_read_or_refused()
    {
        var folder = SharedData.Require("pdf-hostile");
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(Directory.GetFiles(folder, "*.pdf"),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Ct }, async (file, ct) =>
        {
            try
            {
                await pool.ExtractAsync(new("pdf"), await File.ReadAllBytesAsync(file, ct), ct);
            }
            catch (UnreadableDocumentException why)
            {
                lock (reasons)
                {
                    reasons[Path.GetFileName(file)] = why.Code;
                }
            }
        });

        Assert.All(reasons.Where(r => r.Key.StartsWith("encrypted-pw", StringComparison.Ordinal)), r => Assert.Equal("encrypted", r.Value));
        Assert.Contains(reasons, r => r.Value == "image_only");
        Assert.Single((await pool.ExtractAsync(new("pdf"), GeneratedCorpus.All(1).First().Pdf, Ct)).Lines);
    }
}
