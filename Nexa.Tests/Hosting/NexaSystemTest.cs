using Nexa.Embedded;
using Nexa.Embedded.Processes;

namespace Nexa.Tests.Hosting;

/// <summary>The system as tests and benchmarks start it, and what it does when a process crashes.</summary>
[Collection("AppHost")]
public sealed class NexaSystemTest
{
    [Fact]
    public async Task Whatever_crashes_is_started_again_on_the_same_address()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var system = await NexaSystem.StartAsync(new NexaOptions { ApiReplicas = 2, WorkerReplicas = 1 }, ct);
        using var http = new HttpClient();
        string[] names = ["redis", "postgres", "agents", "worker", "api-1", "api-2"];
        Assert.Equal(names.Order(StringComparer.Ordinal), system.Processes.Select(process => process.Name).Order(StringComparer.Ordinal));
        var before = system.Processes.ToDictionary(process => process.Name, process => process.ProcessId, StringComparer.Ordinal);

        foreach (var name in names)
        {
            system.Kill(name);
        }

        await Eventually.HoldsAsync(() => system.Processes.All(process => process.Restarts > 0 && process.State == ResourceState.Ready), TimeSpan.FromSeconds(90));
        Assert.All(system.Processes, process => Assert.NotEqual(before[process.Name], process.ProcessId));
        foreach (var address in system.Api.Addresses)
        {
            Assert.True((await http.GetAsync(new Uri($"{address}/health"), ct)).IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task With_another_agents_server_nexas_own_is_not_started()
    {
        await using var system = await NexaSystem.StartAsync(
            new NexaOptions { AgentsUrl = "http://127.0.0.1:9", WorkerReplicas = 1 }, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(system.Resources, resource => resource.Name == "agents");
    }
}
