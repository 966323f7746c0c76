using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Data;
using Npgsql;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Until the start is over its failure is told by <see cref="ServiceStart"/> alone.</summary>
internal sealed class StartProgress
{
    public bool IsOver { get; set; }
}

/// <summary>Starts a service. What an operator has to change is one sentence and exit code 1, never a stack trace.</summary>
public static class ServiceStart
{
    /// <summary>Runs until the host stops.</summary>
    /// <exception cref="StartRefusedException">An address can't be listened on, or PostgreSQL refuses the sign-in.</exception>
    public static async Task RunServiceAsync(this WebApplication app)
    {
        foreach (var name in ListAddressSettings(app.Configuration))
        {
            CheckAddresses(name, app.Configuration[name]);
        }

        // Here and not where the client is registered: a command of an operator does without Redis.
        if (app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IConnectionMultiplexer)))
        {
            _ = ConnectionStrings.ReadRedis(app.Configuration.GetConnectionString("redis"));
        }

        await CheckSignInAsync(app.Services);
        await using (app)
        {
            await StartAsync(app);
            await app.WaitForShutdownAsync();
        }
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            app.Services.GetRequiredService<StartProgress>().IsOver = true;
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException
            || e.Source?.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) is true)
        {
            throw new StartRefusedException($"The addresses and certificates of the service (ASPNETCORE_URLS, Kestrel:…) can't be used: "
                + e.Message.ReplaceLineEndings("\n").Split('\n')[0]);
        }
    }

    /// <summary>Kestrel heeds the first of these alone: its own endpoints, addresses, ports.</summary>
    private static string[] ListAddressSettings(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren().Any() ? []
        : string.IsNullOrEmpty(configuration["urls"]) ? ["http_ports", "https_ports"] : ["urls"];

    private static void CheckAddresses(string name, string? value)
    {
        foreach (var text in value?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            try
            {
                var address = BindingAddress.Parse(name == "urls" ? text : $"http://+:{text}");
                CheckPort(address.Port, IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip
                    : address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any);
            }
            catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or SocketException)
            {
                var reason = e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } ? "another program listens there"
                    : e is SocketException ? e.Message : "it is no address with a port from 0 to 65535";
                throw new StartRefusedException($"ASPNETCORE_{name.ToUpperInvariant()}: {text} can't be listened on: {reason}.");
            }
        }
    }

    private static void CheckPort(int port, IPAddress address)
    {
        using var listener = new TcpListener(address, port);
        listener.Start();
    }

    /// <summary>An unreachable server is waited for; one that refuses the password or lacks the database won't change its mind.</summary>
    private static async Task CheckSignInAsync(IServiceProvider services)
    {
        if ((services.GetKeyedService<NpgsqlDataSource>(DatabaseRoles.System) ?? services.GetService<NpgsqlDataSource>()) is not { } database)
        {
            return;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName)
        {
            throw new StartRefusedException($"PostgreSQL refuses ConnectionStrings:nexadb: {e.MessageText}.");
        }
        catch (NpgsqlException)
        {
            // Not there yet: the service starts, says so under /health and tries again.
        }
    }
}
