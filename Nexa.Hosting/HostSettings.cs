using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Nexa.Hosting;

/// <summary>What the NEXA_… variables say: from the environment, or from arguments as tests give them.</summary>
public sealed class HostSettings
{
    private static readonly TimeSpan LeftoversEndWithin = TimeSpan.FromSeconds(30); // a killed host's services end within 6 s

    public required string DataFolder { get; init; }

    public required string CacheFolder { get; init; }

    /// <summary>Containers or programs of this machine; null: containers where a container runtime answers.</summary>
    public bool? Containers { get; init; }

    /// <summary>Another AI agents server; null: Nexa.Agents is started.</summary>
    public Uri? AgentsServer { get; init; }

    /// <summary>The port of the API, as all ports here: null is any free one (0 in its variable).</summary>
    public int? ApiPort { get; init; }

    /// <summary>The port of the console.</summary>
    public int? WebPort { get; init; }

    public int? AgentsPort { get; init; }

    public int? RedisPort { get; init; }

    public int? DashboardPort { get; init; }

    public int WorkerReplicas { get; init; }

    /// <summary>The bin folder of the PostgreSQL to use, or <c>npm</c>; null: what the machine has, else npm's.</summary>
    public string? Postgres { get; init; }

    /// <summary>The program of the Redis to use, or <c>garnet</c>; null: what the machine has, else Garnet.</summary>
    public string? Redis { get; init; }

    /// <exception cref="StartException">A value is not what its variable takes.</exception>
    public static HostSettings FromConfiguration(IConfiguration configuration)
    {
        return new()
        {
            DataFolder = ReadVariable("NEXA_DATA_DIR") is { } data ? Path.GetFullPath(data) : Folders.Data,
            CacheFolder = ReadVariable("NEXA_CACHE_DIR") is { } cache ? Path.GetFullPath(cache) : Folders.Cache,
            Containers = ReadVariable("NEXA_SERVERS") switch
            {
                null => null,
                "containers" => true,
                "local" => false,
                var other => throw new StartException($"NEXA_SERVERS must be `containers` or `local`, not \"{other}\"."),
            },
            AgentsServer = ReadVariable("NEXA_AI_SERVER") is { } address ? ParseAddress(address) : null,
            ApiPort = ReadPort("NEXA_API_PORT", 5000),
            WebPort = ReadPort("NEXA_WEB_PORT", 5080),
            AgentsPort = ReadPort("NEXA_AGENTS_PORT", 5001),
            RedisPort = ReadPort("NEXA_REDIS_PORT", 0),
            DashboardPort = ReadPort("NEXA_DASHBOARD_PORT", 15080),
            WorkerReplicas = ReadNumber("NEXA_WORKER_REPLICAS", 2, 1, 64),
            Postgres = ReadVariable("NEXA_POSTGRES"),
            Redis = ReadVariable("NEXA_REDIS"),
        };

        string? ReadVariable(string variable) => configuration[variable] is { Length: > 0 } text ? text : null;

        int? ReadPort(string variable, int usual) => ReadNumber(variable, usual, 0, 65535) is > 0 and var port ? port : null;

        int ReadNumber(string variable, int usual, int least, int most) => ReadVariable(variable) is not { } text ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most ? number
            : throw new StartException(string.Create(CultureInfo.InvariantCulture,
                $"{variable} must be a number from {least} to {most}, not \"{text}\"."));

        static Uri ParseAddress(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
                ? address
                : throw new StartException($"NEXA_AI_SERVER must be an address such as http://localhost:8000, not \"{text}\".");
    }

    /// <summary>Refuses fixed ports that another program has; after a killed run they get some time to become free.</summary>
    /// <exception cref="StartException">One is busy.</exception>
    public async Task CheckPortsAsync(bool afterDisorder)
    {
        (int? Port, string Resource, string Variable)[] all =
        [
            (WebPort, "web", "NEXA_WEB_PORT"), (ApiPort, "api", "NEXA_API_PORT"),
            (AgentsServer is null ? AgentsPort : null, "agents", "NEXA_AGENTS_PORT"),
            (RedisPort, "redis", "NEXA_REDIS_PORT"), (DashboardPort, "dashboard", "NEXA_DASHBOARD_PORT"),
        ];
        var began = Stopwatch.GetTimestamp();
        foreach (var (port, resource, variable) in all)
        {
            while (port is { } wanted && !Ports.IsFree(wanted))
            {
                if (!afterDisorder || Stopwatch.GetElapsedTime(began) > LeftoversEndWithin)
                {
                    throw new StartException(string.Create(CultureInfo.InvariantCulture,
                        $"Port {wanted} ({resource}) is in use by another program: stop it, or choose another port with {variable}."));
                }

                await Task.Delay(200);
            }
        }
    }
}
