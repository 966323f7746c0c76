using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Core.Identity;
using OtpNet;

namespace Nexa.Tests.Support;

/// <summary>A person's authenticator app.</summary>
internal sealed class Authenticator(string secret)
{
    private readonly Totp totp = new(Base32Encoding.ToBytes(secret));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The code of now, or of so many half minutes later.</summary>
    public string Show(int later = 0) => totp.ComputeTotp(DateTime.UtcNow.AddSeconds(30 * later));

    /// <summary>Enrols an app for who is signed in; it has shown the code of now.</summary>
    public static async Task<(Authenticator App, string[] RecoveryCodes)> EnrolAsync(HttpClient client, string password)
    {
        using var begun = await client.PostAsJsonAsync("/me/second-factor", new { current_password = password }, Ct);
        var app = new Authenticator((await begun.JsonAsync(200)).Text("secret"));
        using var confirmed = await client.PostAsJsonAsync("/me/second-factor/confirm", new { code = app.Show() }, Ct);
        var codes = (await confirmed.JsonAsync(200)).GetProperty("recovery_codes").EnumerateArray();
        return (app, [.. codes.Select(code => code.GetString()!)]);
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient client, User user, string password, string? secondFactor = null) =>
        client.PostAsJsonAsync("/login", new { email = user.Email, password, second_factor = secondFactor }, Ct);

    /// <summary>The problem's member that says what is missing.</summary>
    public static async Task<bool> IsAskedForAsync(HttpResponseMessage answer, string member = "second_factor_required") =>
        answer.StatusCode == HttpStatusCode.Forbidden
        && (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).TryGetProperty(member, out var asked) && asked.GetBoolean();
}
