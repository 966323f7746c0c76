using System.Text.Json.Nodes;
using Json.Schema;
using k8s;
using k8s.Models;

namespace Nexa.Tests.Deploy;

/// <summary>The files of <c>deploy</c> against the schemas of what reads them, on a machine without an engine or a cluster.</summary>
public sealed class DeployFileTests
{
    /// <summary>What kustomize and charts read, not the cluster.</summary>
    private static readonly string[] OfOtherReaders = ["kustomization.yaml", "prometheus.yaml", "prometheus-adapter.yaml"];

    public static TheoryData<string> Objects =>
        [.. Deployment.ListKubernetesFiles().Where(path => !OfOtherReaders.Contains(Path.GetFileName(path), StringComparer.Ordinal))];

    [Fact]
    public async Task Compose_file_is_one_of_the_specification()
    {
        // The file calls the dialect by an address that its makers don't know.
        var schema = JsonSchema.FromText((await Repository.ReadAsync("Nexa.Tests/Deploy/compose-spec/compose-spec.json"))
            .Replace("https://json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#", StringComparison.Ordinal));
        var file = await YamlFile.ReadOneAsync(Deployment.Compose);

        var result = schema.Evaluate(file, new EvaluationOptions { OutputFormat = OutputFormat.List });
        file["services"]!["api"]!["helthcheck"] = new JsonObject();

        Assert.True(result.IsValid, string.Join('\n', result.Details.Where(detail => detail.HasErrors)
            .Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")));
        Assert.False(schema.Evaluate(file).IsValid); // the schema is really asked
    }

    [Fact]
    public async Task Every_container_is_limited_restarts_and_is_asked_for_its_health()
    {
        var file = await YamlFile.ReadOneAsync(Deployment.Compose);
        foreach (var (name, service) in file["services"]!.AsObject())
        {
            Assert.True(service!["deploy"]?["resources"]?["limits"]?["memory"] is not null, $"{name} has no limit of memory.");
            Assert.True(service["restart"] is not null, $"{name} does not restart.");
            Assert.True(name == "migrate" || service["healthcheck"] is not null, $"{name} has no health check.");
            Assert.False(service["image"]!.GetValue<string>().EndsWith(":latest", StringComparison.Ordinal), $"{name} is of no version.");
            Assert.All(service["secrets"]?.AsArray() ?? [], secret => Assert.Contains(
                (secret as JsonObject)?["source"]!.GetValue<string>() ?? secret!.GetValue<string>(), file["secrets"]!.AsObject()));
            Assert.All(service["configs"]?.AsArray() ?? [], config => Assert.True(Path.Exists(Path.Combine(Repository.Root, "deploy",
                file["configs"]![config!["source"]!.GetValue<string>()]!["file"]!.GetValue<string>()))));
        }
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Kubernetes_knows_every_field_of_an_object(string path)
    {
        var text = await Repository.ReadAsync(path);

        var objects = KubernetesYaml.LoadAllFromString(text, strict: true);

        Assert.NotEmpty(objects);
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(
            text.Replace("metadata:", "metadat:", StringComparison.Ordinal), strict: true));
    }

    [Fact]
    public async Task Objects_name_one_another_rightly()
    {
        var objects = new List<object>();
        foreach (var path in Objects)
        {
            objects.AddRange(KubernetesYaml.LoadAllFromString(await Repository.ReadAsync(path.Data), strict: true));
        }

        var pods = objects.OfType<V1Deployment>().Select(one => (one.Metadata.Name, one.Spec.Template))
            .Append((objects.OfType<V1Job>().Single().Metadata.Name, objects.OfType<V1Job>().Single().Spec.Template)).ToList();
        var secrets = objects.OfType<V1Secret>().Select(secret => secret.Metadata.Name).ToList();
        var services = objects.OfType<V1Service>().Select(service => service.Metadata.Name).ToList();

        Assert.Equal(["agents", "api", "migrate", "web", "worker"], pods.Select(pod => pod.Name).Order(StringComparer.Ordinal));
        Assert.All(pods, pod =>
        {
            var container = Assert.Single(pod.Template.Spec.Containers);
            Assert.Equal(pod.Name, pod.Template.Metadata.Labels["app.kubernetes.io/name"]);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.True(pod.Template.Spec.SecurityContext.RunAsNonRoot);
            Assert.True(container.Resources.Limits.ContainsKey("memory"));
            Assert.All(container.EnvFrom ?? [],
                source => Assert.True(source.SecretRef is null || secrets.Contains(source.SecretRef.Name)));
            Assert.True(pod.Name == "migrate"
                || container is { LivenessProbe: not null, ReadinessProbe: not null, StartupProbe: not null });
        });
        Assert.All(objects.OfType<V2HorizontalPodAutoscaler>(), scaler => Assert.Contains(objects.OfType<V1Deployment>(),
            one => one.Metadata.Name == scaler.Spec.ScaleTargetRef.Name && one.Spec.Replicas is null));
        Assert.All(objects.OfType<V1PodDisruptionBudget>(), budget =>
            Assert.Contains(pods, pod => pod.Name == budget.Spec.Selector.MatchLabels["app.kubernetes.io/name"]));
        Assert.All(objects.OfType<V1Ingress>().Single().Spec.Rules, rule =>
            Assert.Contains(rule.Http.Paths.Single().Backend.Service.Name, services));
    }

    [Fact]
    public async Task Kustomization_takes_every_file_but_the_secrets()
    {
        var resources = (await YamlFile.ReadOneAsync("deploy/kubernetes/kustomization.yaml"))["resources"]!.AsArray()
            .Select(resource => resource!.GetValue<string>());

        Assert.Equal(Objects.Select(path => Path.GetFileName(path.Data)).Except(["secrets.example.yaml"], StringComparer.Ordinal)
            .Order(StringComparer.Ordinal), resources.Order(StringComparer.Ordinal));
    }
}
