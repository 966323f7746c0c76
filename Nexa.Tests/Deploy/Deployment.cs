using System.Text.RegularExpressions;

namespace Nexa.Tests.Deploy;

/// <summary>The environment of each service as the files under <c>deploy</c> set it; secrets are settings like others.</summary>
internal static partial class Deployment
{
    public const string Compose = "deploy/compose.yaml";
    public static readonly string[] Services = ["api", "worker", "agents", "web", "migrate"];

    public static string[] ListKubernetesFiles() =>
        [.. Directory.EnumerateFiles(Repository.Find("deploy/kubernetes"), "*.yaml")
            .Select(path => Path.GetRelativePath(Repository.Root, path))];

    public static async Task<Dictionary<string, string>> ReadComposeAsync(string service)
    {
        var definition = (await YamlFile.ReadOneAsync(Compose))["services"]![service]!;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in definition["environment"]!.AsObject())
        {
            found[name] = Interpolation().Replace(value!.ToString(), match => match.Groups["default"].Value);
        }

        foreach (var secret in definition["secrets"]?.AsArray() ?? [])
        {
            found[secret!["target"]!.GetValue<string>()] = Placeholder;
        }

        return found;
    }

    public static async Task<Dictionary<string, string>> ReadKubernetesAsync(string service)
    {
        var secrets = (await YamlFile.ReadAllAsync("deploy/kubernetes/secrets.example.yaml"))
            .ToDictionary(secret => secret["metadata"]!["name"]!.GetValue<string>(), secret => secret["stringData"]!.AsObject());
        var workload = (await YamlFile.ReadAllAsync($"deploy/kubernetes/{service}.yaml"))
            .Single(one => one["kind"]!.GetValue<string>() is "Deployment" or "Job");
        var container = Assert.Single(workload["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container["envFrom"]?.AsArray() ?? [])
        {
            if (source!["configMapRef"] is not null)
            {
                foreach (var line in (await Repository.ReadAsync("deploy/kubernetes/nexa.env")).Split('\n').Where(IsSetting))
                {
                    found[line.Split('=')[0]] = line.Split('=')[1];
                }
            }
            else
            {
                foreach (var (name, _) in secrets[source["secretRef"]!["name"]!.GetValue<string>()])
                {
                    found[name] = Placeholder;
                }
            }
        }

        foreach (var variable in container["env"]?.AsArray() ?? [])
        {
            found[variable!["name"]!.GetValue<string>()] = variable["value"]!.GetValue<string>();
        }

        return found;
    }

    /// <summary>Long enough for each of them.</summary>
    private static readonly string Placeholder = new('s', 64);

    private static bool IsSetting(string line) => line.Length > 0 && line[0] != '#';

    [GeneratedRegex(@"\$\{[A-Z_]+(:-(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Interpolation();
}
