using System.Net;
using System.Text.Json.Nodes;

namespace Nexa.Tests.Deploy;

/// <summary>Where the console's network policy lets it go.</summary>
public sealed class NetworkPolicyTests
{
    [Fact]
    public async Task The_console_reaches_names_the_api_and_by_https_what_is_outside()
    {
        var policies = await YamlFile.ReadAllAsync("deploy/kubernetes/network-policies.yaml");
        var rules = policies.Select(policy => policy["spec"]!)
            .Where(spec => spec["podSelector"]!["matchLabels"]?["app.kubernetes.io/name"]?.GetValue<string>() == "web" && spec["egress"] is not null)
            .SelectMany(spec => spec["egress"]!.AsArray()).Select(rule => rule!.AsObject()).ToList();

        var names = Assert.Single(rules, rule => !rule.ContainsKey("to"));
        Assert.All(names["ports"]!.AsArray(), port => Assert.Equal(53L, port!["port"]!.GetValue<long>()));
        var api = Assert.Single(rules, rule => rule.ContainsKey("to") && rule["to"]!.AsArray().Any(to => to!["podSelector"] is not null));
        Assert.Equal("api", Assert.Single(api["to"]!.AsArray())!["podSelector"]!["matchLabels"]!["app.kubernetes.io/name"]!.GetValue<string>());
        Assert.Equal([8080L], ListPorts(api));
        var provider = Assert.Single(rules, rule => rule.ContainsKey("to") && rule["to"]!.AsArray().All(to => to!["ipBlock"] is not null));
        Assert.Equal([443L], ListPorts(provider));
        Assert.Equal(3, rules.Count);
        Assert.True(Reaches(provider, "20.190.128.1")); // an identity provider of the Internet
        Assert.True(Reaches(provider, "2603:1006:2000::1"));
        foreach (var inside in (string[])["10.96.0.1", "169.254.169.254", "172.31.0.9", "192.168.1.1", "100.64.0.1", "fd00::1", "fe80::1"])
        {
            Assert.False(Reaches(provider, inside), inside);
        }
    }

    private static long[] ListPorts(JsonObject rule) => [.. rule["ports"]!.AsArray().Select(port => port!["port"]!.GetValue<long>())];

    private static bool Reaches(JsonObject rule, string address) => rule["to"]!.AsArray().Select(to => to!["ipBlock"]!).Any(block =>
        Contains(block["cidr"]!, address) && !block["except"]!.AsArray().Any(except => Contains(except!, address)));

    private static bool Contains(JsonNode network, string address) =>
        IPNetwork.Parse(network.GetValue<string>()).Contains(IPAddress.Parse(address));
}
