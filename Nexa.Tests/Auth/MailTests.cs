using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;

namespace Nexa.Tests.Auth;

public sealed partial class MailTests(Servers servers)
{
    private const string Secret = "senha do servidor de e-mail";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reset_link_comes_by_smtp_and_stands_in_no_log()
    {
        await using var sink = new SmtpSink();
        var logs = new CollectedLogs();
        await using var host =
            await ApiHost.StartAsync(servers, logs: logs,
                more: [.. To(sink), ("Mail:Security", "None"), ("Nexa:PublicUrl", "https://nexa.example.com/")]);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = host.Client();

        await client.PostAsJsonAsync("/password-reset", new { email = user.Email }, Ct);
        using var letter = await sink.NextAsync(Ct);
        var token = Link().Match(letter.TextBody ?? "").Groups["token"].Value;
        var changed = await client.PostAsJsonAsync("/password-reset/confirm", new { token, new_password = "outra frase bem comprida" }, Ct);

        Assert.Equal("Nexa: nova senha", letter.Subject);
        Assert.Equal(user.Email, Assert.Single(letter.To.Mailboxes).Address);
        Assert.Equal("nexa@example.com", Assert.Single(letter.From.Mailboxes).Address);
        Assert.Contains(sink.Heard, line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal)
            && Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.DoesNotContain(logs.Lines, line => line.Contains(token, StringComparison.Ordinal)
            || line.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_a_certificate_that_is_trusted_gets_neither_letter_nor_password(bool startTls)
    {
        await using var sink = new SmtpSink(startTls);
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs, more: To(sink));
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = host.Client();

        await client.PostAsJsonAsync("/password-reset", new { email = user.Email }, Ct);

        await Eventually.HoldsAsync(() => logs.Lines.Any(line => line.Contains("Work after the answer failed", StringComparison.Ordinal)));
        Assert.Contains(sink.Heard, line => line.StartsWith(startTls ? "STARTTLS" : "EHLO", StringComparison.Ordinal));
        Assert.DoesNotContain(sink.Heard, line => line.StartsWith("AUTH", StringComparison.Ordinal)
            || line.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains(Secret, StringComparison.Ordinal) || Link().IsMatch(line));
    }

    private static (string, string)[] To(SmtpSink sink) =>
        [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port), ("Mail:User", "nexa"), ("Mail:Password", Secret),
            ("Mail:From", "Nexa <nexa@example.com>")];

    [GeneratedRegex(@"password-reset#token=(?<token>[\w-]+)", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
