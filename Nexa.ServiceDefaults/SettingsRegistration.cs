using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>A configuration section that a service reads; a test compares them all with the README's table.</summary>
public sealed record SettingsSection(string Name, Type Type);

public static class SettingsRegistration
{
    /// <summary>Binds a section, validates it and registers the settings as a singleton.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="section">Name of the section.</param>
    /// <param name="defaults">Values where the configuration says nothing; null for those of <typeparamref name="T"/>.</param>
    /// <param name="refuse">Why the service must not start with these settings, in one sentence; null when it may.</param>
    /// <exception cref="StartRefusedException">A value can't be read or is not valid.</exception>
    public static T AddSettings<T>(
        this IHostApplicationBuilder builder, string section, T? defaults = null, Func<T, string?>? refuse = null)
        where T : class, new()
    {
        var settings = defaults ?? new T();
        Bind(builder.Configuration.GetSection(section), settings);
        if ((FindInvalid(section, settings) ?? refuse?.Invoke(settings)) is { } sentence)
        {
            throw new StartRefusedException(sentence);
        }

        builder.Services.AddSingleton(settings).AddSingleton(new SettingsSection(section, typeof(T)));
        return settings;
    }

    private static void Bind(IConfigurationSection section, object settings)
    {
        try
        {
            section.Bind(settings);
        }
        catch (InvalidOperationException unreadable)
        {
            throw new StartRefusedException(unreadable.Message); // names the key, the value and the type
        }
    }

    private static string? FindInvalid(string section, object settings)
    {
        var results = new List<ValidationResult>();
        return Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true)
            ? settings.GetType().GetProperties().Select(property => FindInvalid($"{section}:{property.Name}", property, settings))
                .FirstOrDefault(sentence => sentence is not null)
            : $"{section}:{results[0].MemberNames.FirstOrDefault()} is not valid: {results[0].ErrorMessage}";
    }

    private static string? FindInvalid(string name, PropertyInfo property, object settings) => property.GetValue(settings) switch
    {
        TimeSpan time when time < TimeSpan.Zero => $"{name} must not be negative.",
        Uri { IsAbsoluteUri: true, Scheme: "http" or "https" } => null,
        Uri address => $"{name} is {address}; it must be an address that begins with http:// or https://.",
        _ => null,
    };
}
