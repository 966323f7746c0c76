using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Nexa.Hosting.Servers;

/// <summary>redis-server or valkey-server of this machine, else Garnet. It keeps nothing: PostgreSQL is the truth.</summary>
public sealed record RedisProgram(ServerProgram Program, string Password, string Name)
{
    /// <exception cref="StartException">There is none, and Garnet cannot be fetched.</exception>
    public static async Task<RedisProgram> PrepareAsync(string folder, HostSettings settings, Action<string> tell,
        CancellationToken ct = default)
    {
        var server = settings.Redis ?? Executables.FindOnPath("redis-server") ?? Executables.FindOnPath("valkey-server") ?? "garnet";
        if (server != "garnet" && !File.Exists(server))
        {
            throw new StartException($"No Redis was found at {server} (NEXA_REDIS): install redis-server, or say `garnet`.");
        }

        Folders.CreatePrivate(folder);
        var password = await SecretFile.ReadOrMakeAsync(folder + ".password", ct);
        return server == "garnet"
            ? await PrepareGarnetAsync(folder, password, settings.CacheFolder, tell, ct)
            : await PrepareRedisAsync(server, folder, password, ct);
    }

    /// <summary>Whether a Redis answers on this port of the loopback interface.</summary>
    public static async Task<bool> AnswersAsync(int port, string password, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            var stream = client.GetStream();
            // Garnet takes no AUTH on a plain line.
            var ask = $"*2\r\n$4\r\nAUTH\r\n${password.Length}\r\n{password}\r\n*1\r\n$4\r\nPING\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(ask), ct);
            var answer = new byte["+OK\r\n+PONG".Length];
            await stream.ReadExactlyAsync(answer, ct);
            return answer.AsSpan().SequenceEqual("+OK\r\n+PONG"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    // The password stands in a file, since every user of the machine sees the arguments of a process.
    private static async Task<RedisProgram> PrepareRedisAsync(string server, string folder, string password, CancellationToken ct)
    {
        var file = Path.Combine(folder, "redis.conf");
        await SecretFile.WriteAsync(file, $"bind 127.0.0.1\nsave \"\"\nappendonly no\ndir \"{folder}\"\nrequirepass {password}\n", ct);
        await ServerUser.ForRedis.GiveFolderAsync(folder, ct);
        var (program, arguments) = ServerUser.ForRedis.WrapCommand(server, file);
        return new RedisProgram(new ServerProgram(program, arguments, ["--port", ""]), password, Path.GetFileName(server));
    }

    private static async Task<RedisProgram> PrepareGarnetAsync(string folder, string password, string cache, Action<string> tell,
        CancellationToken ct)
    {
        var assembly = await Garnet.FindAsync(cache, tell, ct);
        var file = Path.Combine(folder, "garnet.conf");
        await SecretFile.WriteAsync(file, JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Address"] = "127.0.0.1",
            ["AuthenticationMode"] = "Password",
            ["Password"] = password,
            ["MemorySize"] = "256m",
            ["IndexSize"] = "16m",
            ["CheckpointDir"] = folder,
            ["QuietMode"] = true,
        }), ct);
        await ServerUser.ForRedis.GiveFolderAsync(folder, ct);
        var (command, arguments) = ServerUser.ForRedis.WrapCommand(Garnet.DotNet, "exec", assembly, "--config-import-path", file);
        var program = new ServerProgram(command, arguments, ["--port", ""])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_gcServer"] = "0" },
        };
        return new RedisProgram(program, password, "Garnet");
    }
}
