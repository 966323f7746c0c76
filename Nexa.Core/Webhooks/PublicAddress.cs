using System.Net;
using System.Net.Sockets;

namespace Nexa.Core.Webhooks;

public sealed class WebhookSettings
{
    /// <summary>Allows http and addresses of one's own network. For development, or where all users are trusted.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>After this a delivery leaves the log, however it ended.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>
/// What a user may have Nexa call: an address on the public internet. Whoever could name an inner one would read through
/// Nexa what only Nexa's machine can reach.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Inner =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Inner.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Connects to an address that was looked up and judged here: a second look-up could answer differently.</summary>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, ct);
        if (addresses.Length == 0 || (!allowPrivate && !addresses.All(IsPublic)))
        {
            throw new HttpRequestException($"{target.Host} is not a public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Why a webhook can't have this address, in Portuguese; null when it can, as far as can be told without a look-up.</summary>
    public static string? FindObjection(string? url, bool allowPrivate)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && !(allowPrivate && uri.Scheme == Uri.UriSchemeHttp)))
        {
            return allowPrivate ? "Informe um endereço http ou https." : "Informe um endereço https.";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "O endereço não pode conter usuário ou senha.";
        }

        var name = uri.DnsSafeHost.TrimEnd('.');
        var inner = IPAddress.TryParse(name, out var address) ? !IsPublic(address)
            : name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return inner && !allowPrivate ? "O endereço não pode ser de uma rede interna." : null;
    }
}
