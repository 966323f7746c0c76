using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Nexa.Hosting;

/// <summary>Loopback ports.</summary>
public static class Ports
{
    /// <summary>
    /// A port that nothing listens on now, and below those that systems give to outgoing connections: one of these would
    /// take it in the seconds before a service listens, or while it is down.
    /// </summary>
    public static int FindFree()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
