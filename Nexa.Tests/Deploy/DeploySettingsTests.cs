using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Nexa.Tests.Deploy;

/// <summary>What compose and Kubernetes set in the environment of a service is what that service reads.</summary>
public sealed partial class DeploySettingsTests(Servers servers)
{
    /// <summary>Those of ASP.NET Core, OpenTelemetry and the connection strings, which belong to no section of Nexa.</summary>
    private static readonly string[] OfEveryService =
        ["ASPNETCORE_HTTP_PORTS", "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    [Fact]
    public async Task Every_variable_is_a_setting_of_its_service_and_its_value_can_be_read()
    {
        var settings = await ServiceSettings.ReadAsync(servers);
        var console = (await ServiceSettings.ListDocumentedAsync())
            .Where(setting => setting.Line.Contains("(console)", StringComparison.Ordinal)).Select(setting => setting.Name);
        var known = new Dictionary<string, (HashSet<string> Names, IReadOnlyList<SettingsSection> Sections)>(StringComparer.Ordinal)
        {
            ["api"] = (ServiceSettings.ListNames(settings.Api), settings.Api),
            ["worker"] = (ServiceSettings.ListNames(settings.Worker), settings.Worker),
            ["migrate"] = (ServiceSettings.ListNames(settings.Worker), settings.Worker),
            ["agents"] = (ServiceSettings.ListNames(settings.Agents), settings.Agents),
            ["web"] = ([.. console], []),
        };
        var wrong = new List<string>();
        foreach (var service in Deployment.Services)
        {
            foreach (var variables in (Dictionary<string, string>[])
                [await Deployment.ReadComposeAsync(service), await Deployment.ReadKubernetesAsync(service)])
            {
                wrong.AddRange(variables.Keys.Select(name => EntryNumber().Replace(name, "")).Where(name =>
                    !known[service].Names.Contains(name) && !OfEveryService.Contains(name, StringComparer.Ordinal)
                    && !name.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).Select(name => $"{service}: {name}"));
                Bind(variables, known[service].Sections);
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("api", "ConnectionStrings__nexadb", "ConnectionStrings__redis", "Nexa__SigningKey", "Nexa__EncryptionKey",
        "Nexa__PublicUrl", "Nexa__TrustedProxies__0")]
    [InlineData("worker", "ConnectionStrings__nexadb", "ConnectionStrings__redis", "Agents__BaseUrl", "Agents__Secret",
        "Nexa__EncryptionKey")]
    [InlineData("agents", "ConnectionStrings__nexadb", "ConnectionStrings__redis", "Agents__Secret", "Agents__Hosts__0")]
    [InlineData("migrate", "ConnectionStrings__nexadb")]
    [InlineData("web", "Api__BaseUrl")]
    public async Task Production_gets_all_that_it_asks_for(string service, params string[] names)
    {
        foreach (var variables in (Dictionary<string, string>[])
            [await Deployment.ReadComposeAsync(service), await Deployment.ReadKubernetesAsync(service)])
        {
            Assert.Empty(names.Except(variables.Keys, StringComparer.Ordinal));
            Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", variables.Keys); // else it would not be production
            if (service != "web")
            {
                Assert.Equal("true", variables["Transport__AllowPlain"]); // the agents are asked by http
            }
        }
    }

    [Fact]
    public void A_secret_file_is_a_setting_unless_the_environment_says_otherwise()
    {
        var folder = Directory.CreateTempSubdirectory("nexa-secrets-");
        File.WriteAllText(Path.Combine(folder.FullName, "Agents__Secret"), "from the file\n");
        File.WriteAllText(Path.Combine(folder.FullName, "Agents__BaseUrl"), "http://from.the.file\n");

        var builder = Host.CreateApplicationBuilder().AddSecretFiles(folder.FullName);
        builder.Configuration.AddInMemoryCollection([new("Agents:BaseUrl", "http://from.elsewhere")]);
        folder.Delete(recursive: true);

        Assert.Equal("from the file", builder.Configuration["Agents:Secret"]);
        Assert.Equal("http://from.elsewhere", builder.Configuration["Agents:BaseUrl"]);
        Assert.Equal(new Uri("http://from.elsewhere"),
            builder.AddSettings<Nexa.Worker.Classification.AgentsSettings>("Agents").BaseUrl);
    }

    private static void Bind(Dictionary<string, string> variables, IReadOnlyList<SettingsSection> sections)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(variables.Select(variable =>
            KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value))).Build();
        foreach (var section in sections)
        {
            configuration.GetSection(section.Name).Bind(Activator.CreateInstance(section.Type)!);
        }
    }

    [GeneratedRegex(@"__\d+$", RegexOptions.None, 1000)]
    private static partial Regex EntryNumber();
}
