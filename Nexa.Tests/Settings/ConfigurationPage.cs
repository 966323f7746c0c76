using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Hosting;

namespace Nexa.Tests.Settings;

/// <summary>The settings of all services as a page of Markdown.</summary>
internal static partial class ConfigurationPage
{
    private const string Head =
        """
        # Configuration

        Made from the settings classes by `NEXA_WRITE_DOCS=1 dotnet test --project Nexa.Tests -- --filter-class "*ConfigurationPageTests"`;
        a test holds it. Each setting is an environment variable, an argument (`--Section:Name=value`), a line of `appsettings.json` or a
        file of that name in `/run/secrets`; times are written `00:00:30`, entries of a list `…__0`, `…__1`. One that is not valid ends the
        start with a sentence and exit code 1. The AppHost's own variables, the connection strings, the console's one setting and what
        belongs together: [README](../README.md).

        | setting | service | default | what |
        |---|---|---|---|

        """;

    public static string Write(ServiceSettings settings)
    {
        var rows = ((string, IReadOnlyList<SettingsSection>)[])
            [("API", settings.Api), ("worker", settings.Worker), ("agents", settings.Agents)];
        var lines = rows.SelectMany(service => service.Item2.SelectMany(section =>
                ListSettings(section.Name.Replace(":", "__", StringComparison.Ordinal), section.Type,
                    Activator.CreateInstance(section.Type)!, "")
                    .Select(setting => (setting.Name, Service: service.Item1, setting.Cells))))
            .GroupBy(setting => (setting.Name, setting.Cells))
            .OrderBy(setting => setting.Key.Name, StringComparer.Ordinal).ThenBy(setting => setting.First().Service, StringComparer.Ordinal)
            .Select(setting => $"| `{setting.Key.Name}` | {string.Join(", ", setting.Select(one => one.Service))} | {setting.Key.Cells} |");
        return Head.ReplaceLineEndings("\n") + string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<(string Name, string Cells)> ListSettings(string section, Type type, object defaults, string ofParent)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var (name, value) = ($"{section}__{property.Name}", property.GetValue(defaults));
            var what = $"{ofParent} {DescribeProperty(property)}".Trim();
            if (value is not null && property.PropertyType.IsClass && property.PropertyType.Assembly == type.Assembly)
            {
                foreach (var nested in ListSettings(name, property.PropertyType, value, what))
                {
                    yield return nested;
                }
            }
            else
            {
                yield return (name, $"{WriteValue(value)} | {what}{WriteBounds(property)}");
            }
        }
    }

    private static string WriteValue(object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "on" : "off",
        string or Uri => $"`{value}`",
        IEnumerable list => list.Cast<object>().Select(one => $"`{one}`").ToList() is { Count: > 0 } entries
            ? string.Join(", ", entries) : "none",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string WriteBounds(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $" From {range.Minimum} to {range.Maximum}.") : "";

    /// <summary>The summary of the property's comment as plain text.</summary>
    private static string DescribeProperty(PropertyInfo property)
    {
        var member = XElement.Load(Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml")).Descendants("member")
            .SingleOrDefault(one => one.Attribute("name")!.Value == $"P:{property.DeclaringType.FullName}.{property.Name}");
        if (member?.Element("summary") is not { } summary)
        {
            return "";
        }

        foreach (var code in summary.Descendants("c").ToList())
        {
            code.ReplaceWith($"`{code.Value}`");
        }

        foreach (var reference in summary.Descendants("see").ToList())
        {
            reference.ReplaceWith($"`{reference.Attribute("cref")!.Value.Split('.')[^1]}`");
        }

        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
