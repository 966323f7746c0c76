using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Nexa.Tests.Support;

/// <summary>The settings that each service reads, as its running host has registered them.</summary>
internal sealed partial class ServiceSettings
{
    public required IReadOnlyList<SettingsSection> Api { get; init; }

    public required IReadOnlyList<SettingsSection> Worker { get; init; }

    public required IReadOnlyList<SettingsSection> Agents { get; init; }

    public IEnumerable<SettingsSection> All => [.. Api, .. Worker, .. Agents];

    public static async Task<ServiceSettings> ReadAsync(Servers servers)
    {
        await using var app = await NexaApp.StartAsync(servers);
        await using var api = await ApiHost.StartAsync(servers);
        await using var agents = await AgentsHost.StartAsync(servers);
        return new()
        {
            Api = [.. api.Services.GetServices<SettingsSection>()], Worker = [.. app.Worker.GetServices<SettingsSection>()],
            Agents = [.. agents.Services.GetServices<SettingsSection>()],
        };
    }

    /// <summary>As environment variables, without the number of a list's entry.</summary>
    public static HashSet<string> ListNames(IEnumerable<SettingsSection> sections) => sections
        .SelectMany(section => ListNames(section.Name.Replace(":", "__", StringComparison.Ordinal), section.Type))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The names in the README's table of settings, with the line of each.</summary>
    public static async Task<List<(string Name, string Line)>> ListDocumentedAsync() =>
    [
        .. from line in (await Repository.ReadAsync("README.md")).Split('\n')
           from Match match in Name().Matches(line)
           select (match.Groups["name"].Value, line),
    ];

    private static IEnumerable<string> ListNames(string section, Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite
        from name in property.PropertyType is { IsClass: true } nested && nested.Assembly == type.Assembly
            ? ListNames($"{section}__{property.Name}", nested)
            : [$"{section}__{property.Name}"]
        select name;

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(?:__[A-Z][A-Za-z]+)+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
