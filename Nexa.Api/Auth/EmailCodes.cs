using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;
using Nexa.Api.Problems;
using Nexa.Core.Identity;
using Nexa.Mail;

namespace Nexa.Api.Auth;

/// <summary>
/// Codes that show that a person reads the mail of an address. They follow from the signing key, the person, the address and the half
/// hour, so that none is stored, and one that was mailed twice is the same.
/// </summary>
internal sealed class EmailCodes(SigningKeys keys, SignInGate gate, AfterAnswer after, IMailer mailer, TimeProvider clock)
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(30);
    private const uint Codes = 100_000_000;

    /// <summary>Mails a code where none is given. Both count as attempts: neither guesses nor letters come in numbers.</summary>
    /// <returns>Null where the code is right.</returns>
    public async Task<ProblemHttpResult?> RefuseAsync(User user, string email, string? code, HttpContext http, CancellationToken ct)
    {
        var (account, client) = ($"code:{user.Id}", ClientAddress.BuildKey(http));
        if ((await gate.EnterAsync(account, client, ct)).FindRefusal(http) is { } tooMany)
        {
            return tooMany;
        }

        var now = clock.GetUtcNow().Ticks / Slot.Ticks;
        var signing = await keys.GetAsync(ct);
        if (code is not null && keys.Loaded.Any(key => IsCode(key, now) || IsCode(key, now - 1)))
        {
            await gate.RecordSuccessAsync(account, client, ct);
            return null;
        }

        if (code is null)
        {
            // Counted once more under a name of their own: a right code makes no room for further letters.
            if ((await gate.EnterAsync($"letter:{user.Id}", client, ct)).FindRefusal(http) is { } tooManyLetters)
            {
                return tooManyLetters;
            }

            var letter = new Letter(email, "Nexa: confirme seu e-mail",
                $"O código para confirmar este e-mail na Nexa é {Derive(signing, user.Id, email, now)}. Ele é válido por meia hora.\n\n"
                + "Se você não fez esta solicitação, ignore esta mensagem: sem o código ninguém usa este e-mail.");
            after.Do((_, stopping) => mailer.SendAsync(letter, stopping));
        }

        return ProblemServices.Problem(403, (code, mailer.CanSend) switch
        {
            (not null, _) => "O código não está certo, ou já venceu.",
            (_, true) => $"Enviamos um código de 8 algarismos para {email}; informe-o para continuar.",
            _ => $"Falta confirmar {email}, mas esta instalação da Nexa não tem servidor de e-mail configurado e não envia o código; fale "
                + "com quem administra a instalação.",
        }, new KeyValuePair<string, object?>("code_required", true));

        bool IsCode(SymmetricSecurityKey key, long slot) => CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Derive(key, user.Id, email, slot)), Encoding.UTF8.GetBytes(code.Trim()));
    }

    private static string Derive(SymmetricSecurityKey key, Guid user, string email, long slot) =>
        (BitConverter.ToUInt32(HMACSHA256.HashData(key.Key, Encoding.UTF8.GetBytes($"email-code:{user}:{slot}:{email}"))) % Codes)
            .ToString("D8", CultureInfo.InvariantCulture);
}
