using System.Net.Sockets;

namespace Nexa.Tests.Support;

/// <summary>A network between a service and its server that can be cut: every connection dropped, or left open and silent.</summary>
internal sealed class FaultyProxy(string host, int port) : LoopbackProxy(host, port)
{
    private CancellationTokenSource dropped = new();
    private volatile bool isSilent;

    /// <summary>Closes every connection; new ones are served.</summary>
    public void Drop() => Interlocked.Exchange(ref dropped, new()).Cancel();

    /// <summary>From now on nothing is forwarded, and nobody is told.</summary>
    public void FallSilent() => isSilent = true;

    protected override async Task ForwardAsync(TcpClient client, TcpClient server)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Stopping, dropped.Token);
        await Task.WhenAny(
            PumpAsync(client.GetStream(), server.GetStream(), cut.Token), PumpAsync(server.GetStream(), client.GetStream(), cut.Token));
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        var buffer = new byte[BufferSize];
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
