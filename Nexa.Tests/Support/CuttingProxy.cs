using System.Net.Sockets;
using System.Text;

namespace Nexa.Tests.Support;

/// <summary>
/// A proxy as nginx is one, in small: it cuts a connection that is silent for too long, and holds an answer back until it is complete
/// unless the answer says <c>X-Accel-Buffering: no</c>.
/// </summary>
internal sealed class CuttingProxy(Uri upstream, TimeSpan idle) : LoopbackProxy(upstream.Host, upstream.Port)
{
    private int cuts;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Connections cut because they were silent.</summary>
    public int Cuts => cuts;

    protected override async Task ForwardAsync(TcpClient client, TcpClient server)
    {
        var requests = client.GetStream().CopyToAsync(server.GetStream(), Stopping);
        await AnswerAsync(server.GetStream(), client.GetStream());
        server.Close(); // ends the other direction too
        await requests;
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var held = new List<byte>();
        var buffer = new byte[BufferSize];
        var isStream = false;
        while (true)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
            silence.CancelAfter(idle);
            int read;
            try
            {
                read = await server.ReadAsync(buffer, silence.Token);
            }
            catch (OperationCanceledException) when (!Stopping.IsCancellationRequested)
            {
                Interlocked.Increment(ref cuts);
                return;
            }

            held.AddRange(buffer.AsSpan(0, read));
            isStream |= Encoding.ASCII.GetString([.. held]).Contains("X-Accel-Buffering: no", StringComparison.OrdinalIgnoreCase);
            if (isStream || read == 0)
            {
                await client.WriteAsync(held.ToArray(), Stopping);
                held.Clear();
            }

            if (read == 0)
            {
                return;
            }
        }
    }
}
