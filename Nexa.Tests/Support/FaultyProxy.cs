using System.Net;
using System.Net.Sockets;

namespace Nexa.Tests.Support;

/// <summary>A network between a service and its server that can be cut: every connection dropped, or left open and silent.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly (string Host, int Port) upstream;
    private readonly Task accepting;
    private CancellationTokenSource dropped = new();
    private volatile bool isSilent;

    public FaultyProxy(string host, int port)
    {
        upstream = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Closes every connection; new ones are served.</summary>
    public void Drop() => Interlocked.Exchange(ref dropped, new()).Cancel();

    /// <summary>From now on nothing is forwarded, and nobody is told.</summary>
    public void FallSilent() => isSilent = true;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, dropped.Token);
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(upstream.Host, upstream.Port, cut.Token);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), cut.Token),
                    PumpAsync(server.GetStream(), client.GetStream(), cut.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two has hung up, or the network was cut.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (isSilent)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }

            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }
}
