using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Nexa.Tests.Hosting;

/// <summary>The system as its AppHost describes it, and what it does when a process crashes.</summary>
[Collection("AppHost")]
public sealed class NexaSystemTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_crashes_is_started_again_on_the_same_address()
    {
        await using var system = await NexaSystem.StartAsync([], workers: 2, ct: Ct);
        string[] names = ["redis", "postgres", "agents", "worker-1", "worker-2", "api", "web"];
        await Eventually.HoldsAsync(() => names.All(system.Names.Contains));
        var (api, database) = (system.Api, system.Database);

        await Task.WhenAll(names.Select(system.KillAsync));

        Assert.Equal((api, database), (system.Api, system.Database));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(api, "/health"), Ct)).StatusCode);
    }

    [Fact]
    public async Task With_another_agents_server_nexas_own_is_not_started()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Nexa_AppHost>(
            ["NEXA_SERVERS=containers", "NEXA_AI_SERVER=http://127.0.0.1:9"], Ct);

        Assert.DoesNotContain(builder.Resources, resource => resource.Name == "agents");
    }

    [Fact]
    public async Task With_a_container_runtime_the_servers_are_containers()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Nexa_AppHost>(["NEXA_SERVERS=containers"], Ct);

        var postgres = Assert.IsType<PostgresServerResource>(builder.Resources.Single(resource => resource.Name == "postgres"));
        Assert.IsType<RedisResource>(builder.Resources.Single(resource => resource.Name == "redis"));
        var volume = Assert.Single(postgres.Annotations.OfType<ContainerMountAnnotation>());
        Assert.Equal(("nexa-postgres", ContainerMountType.Volume), (volume.Source, volume.Type));
        Assert.Equal(["postgres"], Waits("migrations"));
        Assert.Equal(["migrations", "redis"], Waits("api"));
        Assert.Equal(["migrations", "redis"], Waits("agents"));
        Assert.Equal(["agents", "migrations", "redis"], Waits("worker"));
        Assert.Equal(["api"], Waits("web"));

        IEnumerable<string> Waits(string name) => builder.Resources.Single(resource => resource.Name == name).Annotations
            .OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Where(waited => waited != "nexadb").Distinct()
            .Order(StringComparer.Ordinal);
    }
}
