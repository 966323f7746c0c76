using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nexa.Hosting.Servers;

namespace Nexa.Hosting.Resources;

/// <summary>Redis as a program of this machine: what <c>AddRedis</c> is where there are containers.</summary>
public sealed class LocalRedisResource : ExecutableResource, IResourceWithConnectionString
{
    internal LocalRedisResource(string name, RedisProgram redis, ParameterResource password)
        : base(name, redis.Program.File, "/")
    {
        Endpoint = new EndpointReference(this, "tcp");
        ConnectionStringExpression = ReferenceExpression.Create(
            $"127.0.0.1:{Endpoint.Property(EndpointProperty.Port)},password={password}");
    }

    public ReferenceExpression ConnectionStringExpression { get; }

    internal EndpointReference Endpoint { get; }
}

public static class LocalRedis
{
    public static IResourceBuilder<LocalRedisResource> AddLocalRedis(
        this IDistributedApplicationBuilder builder, string name, RedisProgram redis, int? port = null)
    {
        var password = builder.AddParameter($"{name}-password", () => redis.Password, secret: true);
        var resource = new LocalRedisResource(name, redis, password.Resource);

        // The check of the Redis client waits 5 s for a server that is not up yet.
        builder.Services.AddHealthChecks().AddAsyncCheck($"{name}_check", async ct =>
            await RedisProgram.AnswersAsync(resource.Endpoint.Port, redis.Password, ct) ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy());
        foreach (var (variable, value) in redis.Program.Environment)
        {
            resource.Annotations.Add(new EnvironmentCallbackAnnotation(variable, () => value));
        }

        return builder.AddResource(resource)
            .WithEndpoint(name: "tcp", scheme: "tcp", port: port, isProxied: false)
            .WithIconName("Database")
            .WithArgs(context =>
            {
                foreach (var argument in (string[])[.. redis.Program.Arguments, "--port"])
                {
                    context.Args.Add(argument);
                }

                context.Args.Add(resource.Endpoint.Property(EndpointProperty.TargetPort));
            })
            .WithHealthCheck($"{name}_check");
    }
}
