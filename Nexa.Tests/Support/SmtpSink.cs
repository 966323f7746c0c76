using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using MimeKit;

namespace Nexa.Tests.Support;

/// <summary>A mail server on the loopback that takes every letter; with STARTTLS it shows a certificate that nobody knows.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<MimeMessage> letters = Channel.CreateUnbounded<MimeMessage>();
    private readonly bool startTls;
    private readonly Task serving;

    public SmtpSink(bool startTls = false)
    {
        this.startTls = startTls;
        listener.Start();
        serving = ServeAsync();
    }

    public string Port => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What clients said in the clear.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    public ValueTask<MimeMessage> NextAsync(CancellationToken ct) => letters.Reader.ReadAsync(ct);

    /// <summary>The next letter to an address; those to others are dropped.</summary>
    public async Task<MimeMessage> NextAsync(string to, CancellationToken ct)
    {
        while (true)
        {
            var letter = await NextAsync(ct);
            if (letter.To.Mailboxes.Any(box => box.Address == to))
            {
                return letter;
            }

            letter.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // the client went away
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await SayAsync("220 sink");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            Heard.Enqueue(line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(startTls ? "250-sink\r\n250-AUTH PLAIN\r\n250 STARTTLS" : "250-sink\r\n250 AUTH PLAIN");
                    break;
                case "STARTTLS":
                    await SayAsync("220 go ahead");
                    using (var key = RSA.Create(2048))
                    using (var certificate =
                        new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256,
                            RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1),
                            DateTimeOffset.UtcNow.AddDays(1)))
                    await using (var secured = new SslStream(stream))
                    {
                        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate },
                            stop.Token);
                        await TalkAsync(secured);
                    }

                    return;
                case "AUTH":
                    await SayAsync("235 welcome");
                    break;
                case "DATA":
                    await SayAsync("354 end with a dot");
                    await letters.Writer.WriteAsync(await LetterAsync(), stop.Token);
                    await SayAsync("250 taken");
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return;
                default:
                    await SayAsync("250 fine");
                    break;
            }
        }

        async Task SayAsync(string answer)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stop.Token);
            await stream.FlushAsync(stop.Token);
        }

        async Task<MimeMessage> LetterAsync()
        {
            var text = new StringBuilder();
            while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
            {
                text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
            }

            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
            return await MimeMessage.LoadAsync(bytes, stop.Token);
        }
    }
}
