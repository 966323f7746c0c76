// The same system without containers: Nexa.Embedded/NexaSystem.cs. Who changes one changes the other.
var builder = DistributedApplication.CreateBuilder(args);

var redis = builder.AddRedis("redis").WithDataVolume("nexa-redis");
var database = builder.AddPostgres("postgres").WithArgs("-c", "max_connections=250", "-c", "shared_buffers=256MB")
    .WithDataVolume("nexa-postgres").AddDatabase("nexadb");

// Without a launch profile: it serves nothing, and the worker's endpoint is the worker's.
var migrations = builder.AddProject<Projects.Nexa_Worker>("migrations", launchProfileName: null).WithArgs("migrate")
    .WithReference(database).WaitFor(database);

var worker = builder.AddProject<Projects.Nexa_Worker>("worker").WithReplicas(2)
    .WithReference(database).WithReference(redis)
    .WaitFor(redis).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health");

if (builder.Configuration["NEXA_AI_SERVER"] is { Length: > 0 } external)
{
    worker.WithEnvironment("Agents__BaseUrl", external);
}
else
{
    var agents = builder.AddProject<Projects.Nexa_Agents>("agents")
        .WithReference(database).WithReference(redis)
        .WaitFor(redis).WaitForCompletion(migrations)
        .WithHttpHealthCheck("/health");
    worker.WithReference(agents).WithEnvironment("Agents__BaseUrl", agents.GetEndpoint("http")).WaitFor(agents);
}

builder.AddProject<Projects.Nexa_Api>("api")
    .WithEnvironment("Nexa__AllowAnonymous", "true")
    .WithReference(database).WithReference(redis)
    .WaitFor(redis).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health").WithExternalHttpEndpoints();

builder.Build().Run();
