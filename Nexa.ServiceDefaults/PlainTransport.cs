using System.Net;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>The section <c>Transport</c>.</summary>
public sealed class TransportSettings
{
    /// <summary>Outside development PostgreSQL, Redis and the agents of another machine may be reached without TLS or password.</summary>
    public bool AllowPlain { get; init; }
}

/// <summary>
/// Outside development what leaves the machine is encrypted, and Redis asks for a password: who writes on the way could forge answers.
/// </summary>
public static class PlainTransport
{
    private const string OrAllow = "or say Transport:AllowPlain=true where nobody else is on that network.";

    /// <exception cref="StartRefusedException">A connection string is unreadable, or leads to another machine in the open.</exception>
    public static void RefusePlainTransport(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<TransportSettings>("Transport");
        if (!MustBeClosed(builder))
        {
            return;
        }

        if (builder.Configuration.GetConnectionString("nexadb") is { Length: > 0 } text
            && ConnectionStrings.ReadDatabase(text) is { SslMode: < SslMode.Require, Host: { } hosts }
            && hosts.Split(',').FirstOrDefault(host => !IsHere(CutPort(host))) is { } database)
        {
            throw new StartRefusedException(
                $"ConnectionStrings:nexadb leads to {database} without TLS: add SSL Mode=VerifyFull (or at least Require), {OrAllow}");
        }

        if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 } redis
            && ConnectionStrings.ReadRedis(redis) is var options && (!options.Ssl || options.Password is null or "")
            && options.EndPoints.Select(FindHost).FirstOrDefault(host => !IsHere(host)) is { } server)
        {
            throw new StartRefusedException(
                $"ConnectionStrings:redis leads to {server} without {(options.Ssl ? "a password" : "TLS")}: "
                + $"add {(options.Ssl ? "password=…" : "ssl=true and password=…")}, {OrAllow}");
        }
    }

    /// <summary>Why an address of another machine is refused; null where it is not.</summary>
    public static string? RefusePlain(this IHostApplicationBuilder builder, string setting, Uri address) =>
        MustBeClosed(builder) && address.Scheme == Uri.UriSchemeHttp && !IsHere(address.Host)
            ? $"{setting} leads to {address.Host} without TLS: give an https address, {OrAllow}" : null;

    private static bool MustBeClosed(IHostApplicationBuilder builder) =>
        !builder.Environment.IsDevelopment() && !(bool.TryParse(builder.Configuration["Transport:AllowPlain"], out var allowed) && allowed);

    /// <summary>"db:5433" and "[::1]:5433" carry a port; "::1" is an address alone.</summary>
    private static string CutPort(string host) => host.StartsWith('[') ? host[..(host.IndexOf(']', StringComparison.Ordinal) + 1)]
        : host.Count(letter => letter == ':') == 1 ? host[..host.IndexOf(':', StringComparison.Ordinal)] : host;

    private static string FindHost(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint named => named.Host,
        IPEndPoint numbered => numbered.Address.ToString(),
        _ => "/", // a socket of this machine
    };

    private static bool IsHere(string host) => host is "" or "localhost" || host[0] is '/' or '@'
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
