using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// ASP.NET Core Identity's hasher (PBKDF2-HMAC-SHA512), on at most half of the cores: a flood of sign-ins must not stop the rest.
/// </summary>
internal sealed class Passwords(IdentitySettings settings) : IDisposable
{
    private readonly PasswordHasher<User> hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = settings.PasswordIterations }));
    private readonly SemaphoreSlim cores = new(Math.Max(1, Environment.ProcessorCount / 2));
    private string? nobody;

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        OnACoreAsync(() => hasher.HashPassword(null!, Normalize(password)), ct);

    /// <summary>Takes as long where there is no hash to compare with: an unknown e-mail answers like a wrong password.</summary>
    /// <returns>Whether it is the password, and a better hash to keep where the old one is weaker than what is asked today.</returns>
    public async Task<(bool Right, string? Better)> VerifyAsync(string? hash, string password, CancellationToken ct)
    {
        var compared = hash ?? (nobody ??= await HashAsync(Secret.New(), ct));
        var result = await OnACoreAsync(() => hasher.VerifyHashedPassword(null!, compared, Normalize(password)), ct);
        return (hash is not null && result != PasswordVerificationResult.Failed,
            hash is not null && result == PasswordVerificationResult.SuccessRehashNeeded ? await HashAsync(password, ct) : null);
    }

    public void Dispose() => cores.Dispose();

    // The same accents typed on another keyboard are the same password.
    private static string Normalize(string password) => password.Normalize(NormalizationForm.FormKC);

    private async Task<T> OnACoreAsync<T>(Func<T> work, CancellationToken ct)
    {
        await cores.WaitAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            cores.Release();
        }
    }
}
