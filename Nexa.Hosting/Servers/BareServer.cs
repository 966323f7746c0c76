using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Nexa.Hosting.Servers;

/// <summary>
/// A server as a child of this process, without Aspire: for tests that need nothing else. A guard beside it holds the other end of its
/// standard input: when that closes, because this process stops the server or is gone, the guard ends the server. (Linux' parent death
/// signal fires when the starting thread ends, and .NET starts processes from pool threads.)
/// </summary>
public sealed class BareServer : IAsyncDisposable
{
    // Its parent is gone (the double parentheses), so that PostgreSQL does not take it for a child of its own; SIGINT is a fast stop.
    private const string Guard = """
        exec 3<&0
        ( ( trap '' INT TERM HUP
            read -r _ <&3 && exit
            kill -s INT $$ || exit
            for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 1; kill -0 $$ || exit; done
            kill -s KILL $$ ) </dev/null >/dev/null 2>&1 & )
        exec "$@" </dev/null 3<&-
        """;

    private const int Tries = 5;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private BareServer(Process process, string connectionString)
    {
        this.process = process;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public int ProcessId => process.Id;

    /// <summary>A PostgreSQL on data in this folder; its connection string names no database.</summary>
    public static async Task<BareServer> StartPostgresAsync(string folder, IReadOnlyDictionary<string, string> settings,
        Action<string> tell, CancellationToken ct)
    {
        var cluster = await PostgresCluster.PrepareAsync(folder, ReadSettings(), tell, ct);
        return await StartAsync(
            cluster.BuildProgram(settings),
            port => string.Create(CultureInfo.InvariantCulture,
                $"Host=127.0.0.1;Port={port};Username={PostgresCluster.User};Password={cluster.Password}"),
            async (server, _) => cluster.TakesConnections && await CanOpenAsync(server, ct), tell, ct);
    }

    /// <summary>A Redis that keeps its files in this folder.</summary>
    public static async Task<BareServer> StartRedisAsync(string folder, Action<string> tell, CancellationToken ct)
    {
        var redis = await RedisProgram.PrepareAsync(folder, ReadSettings(), tell, ct);
        return await StartAsync(
            redis.Program, port => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={redis.Password}"),
            (_, port) => RedisProgram.AnswersAsync(port, redis.Password, ct), tell, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (process.HasExited)
        {
            await process.StandardInput.WriteLineAsync(); // the guard stands down: the process id may be another's by now
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static HostSettings ReadSettings() =>
        HostSettings.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    private static async Task<BareServer> StartAsync(
        ServerProgram program, Func<int, string> connect, Func<string, int, Task<bool>> isReadyAsync, Action<string> tell,
        CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Ports.FindFree();
            var server = new BareServer(Start(program, port, tell), connect(port));
            if (await server.IsReadyAsync(() => isReadyAsync(server.ConnectionString, port), ct))
            {
                return server;
            }

            var ended = server.process.HasExited;
            await server.DisposeAsync();
            if (attempt == Tries || !ended || Ports.IsFree(port)) // else another program took the port before the server did
            {
                throw new StartException($"{Path.GetFileName(program.File)} {(ended ? "ended at its start" : "was not ready in time")}.");
            }
        }
    }

    private static Process Start(ServerProgram program, int port, Action<string> tell)
    {
        string[] portArguments =
            [.. program.PortArgument.SkipLast(1), program.PortArgument[^1] + port.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "nexa", program.File, .. program.Arguments, .. portArguments])
        {
            WorkingDirectory = "/", UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        var started = new Process { StartInfo = start };
        started.OutputDataReceived += (_, line) => tell(line.Data ?? "");
        started.ErrorDataReceived += (_, line) => tell(line.Data ?? "");
        started.Start();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private async Task<bool> IsReadyAsync(Func<Task<bool>> isReadyAsync, CancellationToken ct)
    {
        for (var began = Stopwatch.GetTimestamp();
            Stopwatch.GetElapsedTime(began) < ReadyWithin && !process.HasExited;
            await Task.Delay(20, ct))
        {
            if (await isReadyAsync())
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> CanOpenAsync(string connectionString, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Database=postgres;Pooling=false;Timeout=5");
            await connection.OpenAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
