using System.ComponentModel;
using System.Text;
using Nexa.Documents.Child;

namespace Nexa.Tests.Documents;

/// <summary>Programs of the system, run on what a stranger sent.</summary>
public sealed class LimitedProgramTests
{
    private const int MostOutput = 1 << 20;
    private static readonly ProgramLimits Wide = new(TimeSpan.FromMinutes(1), 512L << 20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_program_writes_comes_with_its_exit_code()
    {
        var copied = await RunAsync(Wide, "cat", "-");
        var failed = await RunAsync(Wide, "ls", "/nothing/there");

        Assert.Equal((0, "input", null), (copied.ExitCode, Encoding.UTF8.GetString(copied.Output), copied.Beyond));
        Assert.True(failed is { ExitCode: > 0, Output: [], Beyond: null });
    }

    [Fact]
    public async Task A_program_that_writes_without_end_is_ended_at_its_limit_of_output() // not at that of its time
    {
        var run = await RunAsync(Wide, "cat", "/dev/zero");

        Assert.Equal((null, ProgramLimit.Output), (run.ExitCode, run.Beyond));
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_ended_at_its_limit_of_time()
    {
        var run = await RunAsync(Wide with { Time = TimeSpan.FromMilliseconds(200) }, "sleep", "60");

        Assert.Equal((null, ProgramLimit.Time), (run.ExitCode, run.Beyond));
    }

    [Fact]
    public async Task A_program_that_works_without_end_is_ended_at_its_limit_of_processor_time()
    {
        var run = await RunAsync(Wide with { ProcessorTime = TimeSpan.FromMilliseconds(200) }, "sh", "-c", "while :; do :; done");

        Assert.Equal((null, ProgramLimit.Time), (run.ExitCode, run.Beyond));
    }

    [Fact]
    public async Task A_program_that_fills_the_memory_is_ended_at_its_limit()
    {
        var run = await RunAsync(Wide with { Memory = 64 << 20 }, "tail", "/dev/zero");

        Assert.Equal((null, ProgramLimit.Memory), (run.ExitCode, run.Beyond));
    }

    [Fact]
    public async Task A_program_that_is_not_installed_says_so() =>
        await Assert.ThrowsAsync<Win32Exception>(() => RunAsync(Wide, "nexa-no-such-program"));

    [Fact]
    public async Task Who_asked_may_go()
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        asked.CancelAfter(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => LimitedProgram.RunAsync(ChildStart.Prepare("sleep", "60"), default, Wide, MostOutput, asked.Token));
    }

    private static Task<ProgramResult> RunAsync(ProgramLimits limits, string program, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are those of a Unix system.");
        return LimitedProgram.RunAsync(
            ChildStart.Prepare(program, arguments), Encoding.UTF8.GetBytes("input"), limits, MostOutput, Ct);
    }
}
