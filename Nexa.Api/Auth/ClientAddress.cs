using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace Nexa.Api.Auth;

internal static class ClientAddress
{
    public static string? FindAddress(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;

    /// <summary>Key under which requests of one client are counted: an IPv4 address, or the /64 that one IPv6 customer has.</summary>
    public static string BuildKey(HttpContext context) =>
        context.Connection.RemoteIpAddress is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address
            ? new IPNetwork(new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]), 64).ToString()
            : FindAddress(context) ?? "";

    public static ClaimsPrincipal BuildPrincipal(CurrentUser user, HttpContext context, string scheme) =>
        new(new UserIdentity(user with { Address = FindAddress(context) }, scheme));
}
