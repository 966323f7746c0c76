using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nexa.Tests.Support;

/// <summary>
/// A proxy as nginx is one, in small: it cuts a connection that is silent for too long, and holds an answer back until it is complete
/// unless the answer says <c>X-Accel-Buffering: no</c>.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri upstream;
    private readonly TimeSpan idle;
    private readonly Task accepting;
    private int cuts;

    public CuttingProxy(Uri upstream, TimeSpan idle)
    {
        (this.upstream, this.idle) = (upstream, idle);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Connections cut because they were silent.</summary>
    public int Cuts => cuts;

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
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(upstream.Host, upstream.Port, stop.Token);
                var requests = client.GetStream().CopyToAsync(server.GetStream(), stop.Token);
                await AnswerAsync(server.GetStream(), client.GetStream());
                server.Close(); // ends the other direction too
                await requests;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // one of the two has hung up
            }
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var held = new List<byte>();
        var buffer = new byte[16 * 1024];
        var isStream = false;
        while (true)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            silence.CancelAfter(idle);
            int read;
            try
            {
                read = await server.ReadAsync(buffer, silence.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref cuts);
                return;
            }

            held.AddRange(buffer.AsSpan(0, read));
            isStream |= Encoding.ASCII.GetString([.. held]).Contains("X-Accel-Buffering: no", StringComparison.OrdinalIgnoreCase);
            if (isStream || read == 0)
            {
                await client.WriteAsync(held.ToArray(), stop.Token);
                held.Clear();
            }

            if (read == 0)
            {
                return;
            }
        }
    }
}
