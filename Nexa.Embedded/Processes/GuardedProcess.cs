using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Nexa.Embedded.Processes;

/// <summary>
/// A child process that cannot outlive this one. A guard beside it holds the other end of a pipe from here: when the pipe
/// closes without a word, this process is dead (even by SIGKILL) and the guard stops the child. (Linux' parent death signal
/// will not do: it fires when the starting thread ends, and .NET starts processes from pool threads.)
/// </summary>
public sealed partial class GuardedProcess : IAsyncDisposable
{
    // The guard is reparented (the double parentheses), so that PostgreSQL does not take it for a child of its own, and the
    // program takes the place of the shell: its process id is the one we know. Its own session keeps Ctrl-C for the parent.
    private const string Guard = """
        signal=$1; shift; exec 3<&0
        ( ( trap '' INT TERM HUP
            read -r _ <&3 && exit
            kill -s "$signal" $$ || exit
            for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 1; kill -0 $$ || exit; done
            kill -s KILL $$ ) </dev/null >/dev/null 2>&1 & )
        exec "$@" </dev/null 3<&-
        """;

    private readonly Process process;
    private readonly Command command;

    private GuardedProcess(Process process, Command command)
    {
        this.process = process;
        this.command = command;
        Id = process.Id;
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code when the program has ended.</summary>
    public Task<int> Exited { get; }

    public static GuardedProcess Start(Command command, Action<string> onLine)
    {
        var start = new ProcessStartInfo
        {
            FileName = Executables.OnPath("setsid") ?? "/bin/sh",
            WorkingDirectory = command.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        // A shell drops the variables that it could not name itself, such as Logging__LogLevel__Some.Category.
        var unnamable = start.Environment.Where(variable => !variable.Key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            .Select(variable => $"{variable.Key}={variable.Value}").ToArray();
        string[] shell = Executables.OnPath("setsid") is null ? ["-c"] : ["/bin/sh", "-c"];
        string[] program = unnamable.Length == 0 ? [command.File] : ["env", .. unnamable, command.File];
        foreach (var argument in (string[])[.. shell, Guard, "nexa", ((int)command.StopSignal).ToString(CultureInfo.InvariantCulture), .. program, .. command.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var started = new Process { StartInfo = start };
        started.OutputDataReceived += (_, line) => Forward(line.Data);
        started.ErrorDataReceived += (_, line) => Forward(line.Data);
        started.Start();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new GuardedProcess(started, command);

        void Forward(string? line)
        {
            if (line is not null)
            {
                onLine(line);
            }
        }
    }

    public void Send(Signal signal)
    {
        if (!Exited.IsCompleted)
        {
            _ = Kill(Id, (int)signal);
        }
    }

    /// <summary>Asks the program to stop, and ends it by force after <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        Send(command.StopSignal);
        if (await Task.WhenAny(Exited, Task.Delay(grace)) != Exited)
        {
            Send(Signal.Kill);
        }

        await Exited;
    }

    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.FromSeconds(20));

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        try
        {
            // The guard stands down: the process id is no longer ours to signal.
            await process.StandardInput.WriteLineAsync();
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The guard is gone already.
        }

        var code = process.ExitCode;
        process.Dispose();
        return code;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(command.File)} ({Id})");

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
