using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Nexa.Embedded.Processes;

namespace Nexa.Embedded.Servers;

/// <summary>Redis as a child process: redis-server or valkey-server of this machine, else Garnet. It keeps nothing: PostgreSQL is the truth.</summary>
public sealed class EmbeddedRedis : IAsyncDisposable
{
    private readonly SupervisedProcess process;

    private EmbeddedRedis(SupervisedProcess process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    public SupervisedProcess Process => process;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<EmbeddedRedis> StartAsync(string folder, Action<string, string> log, CancellationToken ct, int? port = null)
    {
        Folders.Create(folder);
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port ?? Ports.Free();
            var server = new SupervisedProcess("redis", await CommandAsync(folder, chosen, log, ct), ct => AnswersAsync(chosen, ct), log);
            var redis = new EmbeddedRedis(server, chosen);
            try
            {
                await server.StartAsync(TimeSpan.FromSeconds(60), ct);
                return redis;
            }
            catch (StartException) when (port is null && attempt < 3 && !Ports.IsFree(chosen))
            {
                await redis.DisposeAsync(); // someone took the port between our look and the server's start
            }
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<Command> CommandAsync(string folder, int port, Action<string, string> log, CancellationToken ct)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        var chosen = Environment.GetEnvironmentVariable("NEXA_REDIS"); // a program, or `garnet`
        var server = chosen is { Length: > 0 } ? chosen : Executables.OnPath("redis-server") ?? Executables.OnPath("valkey-server");
        if (chosen is { Length: > 0 } and not "garnet" && !File.Exists(chosen))
        {
            throw new StartException($"No Redis was found at {chosen} (NEXA_REDIS): install redis-server, or say `garnet`.");
        }

        return server is null or "garnet"
            ? new Command(DotNet.Host, ["exec", await DotNet.GarnetAsync(line => log("redis", line), ct), "--port", text, "--bind", "127.0.0.1", "-q", "--memory", "256m", "--index", "16m", "--checkpointdir", folder])
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_gcServer"] = "0" },
            }
            : new Command(server, ["--port", text, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]);
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), ct);
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer, ct);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
