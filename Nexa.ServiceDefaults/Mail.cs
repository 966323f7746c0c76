using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Nexa.Mail;

public sealed record Letter(string To, string Subject, string Text);

public interface IMailer
{
    /// <summary>Whether somebody can read what is sent.</summary>
    bool CanSend { get; }

    Task SendAsync(Letter letter, CancellationToken ct);
}

/// <summary>The section <c>Mail</c>. Without a host, letters are written to the log in development and are not sent elsewhere.</summary>
public sealed class MailSettings
{
    public string? Host { get; init; }
    public int Port { get; init; } = 587;

    /// <summary>SslOnConnect for port 465; None only for a relay on the same machine.</summary>
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.StartTls;
    public string? User { get; init; }
    public string? Password { get; init; }
    public string From { get; init; } = "nexa@localhost";
}

internal sealed class SmtpMailer(MailSettings settings) : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool CanSend => true;

    public async Task SendAsync(Letter letter, CancellationToken ct)
    {
        using var message = new MimeMessage { Subject = letter.Subject, Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.Add(MailboxAddress.Parse(letter.To));
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(settings.Host!, settings.Port, settings.Security, ct);
        if (settings.User is { Length: > 0 })
        {
            await client.AuthenticateAsync(settings.User, settings.Password ?? "", ct);
        }

        await client.SendAsync(message, ct);
        await client.DisconnectAsync(quit: true, ct);
    }
}

/// <summary>
/// Without a mail server: writes the letter to the log in development. Elsewhere only its subject, because a reset link is a secret.
/// </summary>
internal sealed partial class LogMailer(IHostEnvironment environment, ILogger<LogMailer> logger) : IMailer
{
    public bool CanSend => environment.IsDevelopment();

    public Task SendAsync(Letter letter, CancellationToken ct)
    {
        if (environment.IsDevelopment())
        {
            LogLetter(letter.To, letter.Subject, letter.Text);
        }
        else
        {
            LogNotSent(letter.Subject);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "E-mail to {To}: {Subject}\n{Text}")]
    private partial void LogLetter(string to, string subject, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail:Host is not configured: e-mail not sent ({Subject})")]
    private partial void LogNotSent(string subject);
}

public static class MailServices
{
    /// <summary>An <see cref="IMailer"/> over the server of the section <c>Mail</c>, or over the log.</summary>
    public static void AddNexaMail(this IHostApplicationBuilder builder)
    {
        if (builder.AddSettings<MailSettings>("Mail").Host is { Length: > 0 })
        {
            builder.Services.AddSingleton<IMailer, SmtpMailer>();
        }
        else
        {
            builder.Services.AddSingleton<IMailer, LogMailer>();
        }
    }
}
