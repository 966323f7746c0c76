using System.Net;
using System.Net.Sockets;

namespace Nexa.Tests.Support;

/// <summary>Listens on a port of this machine and hands each connection on; what becomes of it is the derived proxy's.</summary>
internal abstract class LoopbackProxy : IAsyncDisposable
{
    protected const int BufferSize = 16 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly (string Host, int Port) upstream;
    private readonly Task accepting;

    protected LoopbackProxy(string host, int port)
    {
        upstream = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Cancelled when the proxy ends.</summary>
    protected CancellationToken Stopping => stop.Token;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    protected abstract Task ForwardAsync(TcpClient client, TcpClient server);

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(upstream.Host, upstream.Port, stop.Token);
                await ForwardAsync(client, server);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One of the two has hung up, or the network was cut.
            }
        }
    }
}
