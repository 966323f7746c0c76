using Nexa.Hosting;
using Nexa.Hosting.Resources;
using Nexa.Hosting.Running;
using Nexa.Hosting.Servers;

try
{
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, EnableResourceLogging = true });
    var settings = HostSettings.FromConfiguration(builder.Configuration);
    builder.AddNexaHost(settings);

    // Containers where a runtime answers and when publishing, else programs of this machine: the same names, the same connection strings.
    var containers = builder.ExecutionContext.IsPublishMode
        || (settings.Containers ?? await ContainerRuntime.AnswersAsync(builder.Configuration["ASPIRE_CONTAINER_RUNTIME"]));
    using var folder = containers ? null : DataFolder.OpenFolder(settings.DataFolder);
    await settings.CheckPortsAsync(afterDisorder: folder is { WasLeftInDisorder: true });
    IResourceBuilder<IResourceWithConnectionString> redis = folder is null
        ? builder.AddRedis("redis", settings.RedisPort)
        : builder.AddLocalRedis("redis", await RedisProgram.PrepareAsync(Path.Combine(folder.Path, "redis"), settings, Terminal.Write),
            settings.RedisPort)
            .RestartWhenItEnds();
    IResourceBuilder<IResourceWithConnectionString> database = folder is null
        ? builder.AddPostgres("postgres").WithArgs("-c", "max_connections=250", "-c", "shared_buffers=256MB")
            .WithDataVolume("nexa-postgres").AddDatabase("nexadb")
        : builder.AddLocalPostgres("postgres", await PostgresCluster.PrepareAsync(folder.Path, settings, Terminal.Write))
            .RestartWhenItEnds().AddDatabase("nexadb");

    // Without a launch profile: it serves nothing, and the worker's endpoint is the worker's.
    var migrations = builder.AddProject<Projects.Nexa_Worker>("migrations", launchProfileName: null).RunAsBuilt().WithArgs("migrate")
        .WithReference(database).WaitFor(database);

    var worker = builder.AddProject<Projects.Nexa_Worker>("worker").RunAsBuilt().RestartWhenItEnds().WithReplicas(settings.WorkerReplicas)
        .WithEndpoint("http", http => http.Port = null)
        .WithReference(database).WithReference(redis)
        .WaitFor(redis).WaitForCompletion(migrations)
        .WithHttpHealthCheck("/health");

    ReferenceExpression agentsAddress;
    if (settings.AgentsServer is { } external)
    {
        agentsAddress = ReferenceExpression.Create($"{external.ToString()}");
    }
    else
    {
        var agents = builder.AddProject<Projects.Nexa_Agents>("agents").RunAsBuilt().RestartWhenItEnds()
            .WithEndpoint("http", http => (http.Port, http.IsProxied) = (settings.AgentsPort, false))
            .WithReference(database).WithReference(redis)
            .WaitFor(redis).WaitForCompletion(migrations)
            .WithHttpHealthCheck("/health");
        agentsAddress = ReferenceExpression.Create($"{agents.GetEndpoint("http")}");
        worker.WithReference(agents).WaitFor(agents);
    }

    worker.WithEnvironment("Agents__BaseUrl", agentsAddress);
    var api = builder.AddProject<Projects.Nexa_Api>("api").RunAsBuilt().RestartWhenItEnds()
        .WithEndpoint("http", http => (http.Port, http.IsProxied) = (settings.ApiPort, false))
        .WithReference(database).WithReference(redis)
        .WaitFor(redis).WaitForCompletion(migrations)
        .WithHttpHealthCheck("/health").WithExternalHttpEndpoints()
        .DisableForwardedHeaders() // its own setting names the proxies that are believed
        .WithUrlForEndpoint("http", url => url.DisplayText = "API")
        .WithUrlForEndpoint("http", http => new ResourceUrlAnnotation { Url = "/docs", DisplayText = "Documentation", Endpoint = http })
        .WithAccountCommands(new Projects.Nexa_Api(), database)
        .WithImportCommand(new Projects.Nexa_Worker(), database, redis)
        .WithDoctorCommand(new Projects.Nexa_Worker(), agentsAddress, database, redis)
        .WithPruneCommand(new Projects.Nexa_Worker(), database);
    var web = builder.AddProject<Projects.Nexa_Web>("web").RunAsBuilt().RestartWhenItEnds()
        .WithEndpoint("http", http => (http.Port, http.IsProxied) = (settings.WebPort, false))
        .WithReference(api).WithEnvironment("Api__BaseUrl", api.GetEndpoint("http")).WaitFor(api)
        .WithHttpHealthCheck("/health").WithExternalHttpEndpoints()
        .WithUrlForEndpoint("http", url => url.DisplayText = "Console");
    if (builder.ExecutionContext.IsRunMode)
    {
        // For development; what is published asks everyone to sign in, and lets in the origins that its operator names.
        api.WithEnvironment("Nexa__AllowAnonymous", "true").WithEnvironment("Nexa__CorsOrigins__0", "http://localhost:5173");
        api.WithEnvironment("Nexa__PublicUrl", web.GetEndpoint("http"));
    }
    else
    {
        foreach (var service in builder.Resources.OfType<ProjectResource>()
            .Where(service => service != web.Resource).Select(builder.CreateResourceBuilder))
        {
            service.WithEnvironment("Transport__AllowPlain", "true"); // the network of the containers is theirs alone
        }
    }

    return await builder.Build().RunToEndAsync(folder);
}
catch (StartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
