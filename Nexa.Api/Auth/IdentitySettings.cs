using System.Text;

namespace Nexa.Api.Auth;

/// <summary>The section <c>Nexa</c> of the configuration, as far as it speaks of who may come in.</summary>
internal sealed class IdentitySettings
{
    public const int LeastIterations = 600_000;
    private const int LeastKeyBytes = 32;

    /// <summary>Requests without a sign-in act as the anonymous system user. For development only.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Whether <c>/register</c> is open.</summary>
    public bool AllowRegistration { get; init; } = true;

    /// <summary>Signs access tokens (HMAC-SHA256). Required in production; elsewhere one is made once and kept in PostgreSQL.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Keys that no longer sign but still verify, while the tokens that they signed live.</summary>
    public string[] PreviousSigningKeys { get; init; } = [];
    public int AccessTokenMinutes { get; init; } = 10;
    public int RefreshTokenDays { get; init; } = 14;

    /// <summary>After so many days even a session in daily use asks for the password again.</summary>
    public int SessionDays { get; init; } = 90;
    public int PasswordResetMinutes { get; init; } = 30;

    /// <summary>Of PBKDF2-HMAC-SHA512 over each password.</summary>
    public int PasswordIterations { get; init; } = LeastIterations;

    /// <summary>Where users open Nexa; links in mails start with it.</summary>
    public string PublicUrl { get; init; } = "http://localhost:5080";

    /// <summary>Browser origins that may call the API; none by default.</summary>
    public string[] CorsOrigins { get; init; } = [];

    /// <summary>Networks (CIDR) of the proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed; none by default.</summary>
    public string[] TrustedProxies { get; init; } = [];

    public static IdentitySettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = configuration.GetSection("Nexa").Get<IdentitySettings>() ?? new IdentitySettings();
        return settings.RefusalIn(environment) is { } reason ? throw new StartRefusedException(reason) : settings;
    }

    /// <summary>Why the API must not start like this, or null.</summary>
    public string? RefusalIn(IHostEnvironment environment)
    {
        var keys = PreviousSigningKeys.Prepend(SigningKey).OfType<string>().Where(key => key.Length > 0);
        if (keys.Any(key => Encoding.UTF8.GetByteCount(key) < LeastKeyBytes))
        {
            return $"Nexa:SigningKey is too short: give at least {LeastKeyBytes} random bytes, for example from `openssl rand -base64 48`.";
        }

        if (TrustedProxies.FirstOrDefault(network => !System.Net.IPNetwork.TryParse(network, out _)) is { } unclear)
        {
            return $"Nexa:TrustedProxies has '{unclear}', which is no network: write it like 10.0.0.0/8.";
        }

        if (CorsOrigins.FirstOrDefault(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var parsed) || parsed.GetLeftPart(UriPartial.Authority) != origin) is { } wild)
        {
            return $"Nexa:CorsOrigins has '{wild}', which is no origin: write each like https://console.example.com.";
        }

        if (!environment.IsProduction())
        {
            return null;
        }

        return this switch
        {
            { AllowAnonymous: true } => "Nexa:AllowAnonymous is on, and in production nobody comes in without a sign-in: turn it off.",
            { SigningKey: null or "" } => "Nexa:SigningKey is missing: in production set it to at least 32 random bytes, for example from `openssl rand -base64 48`.",
            { PasswordIterations: < LeastIterations } => $"Nexa:PasswordIterations is below {LeastIterations}: in production it can only be raised.",
            _ => null,
        };
    }
}

/// <summary>Ends the start with one sentence for the operator: no stack trace helps to mend a configuration.</summary>
public sealed class StartRefusedException(string message) : Exception(message)
{
    public override string ToString() => Message;

    /// <summary>Exit code 1 and the sentence, in place of a crash.</summary>
    public static void ExitQuietly() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (unhandled.ExceptionObject is StartRefusedException refused)
        {
            Console.Error.WriteLine(refused.Message);
            Environment.Exit(1);
        }
    };
}
