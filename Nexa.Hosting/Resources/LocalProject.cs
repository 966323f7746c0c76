using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Nexa.Hosting.Resources;

public static class LocalProject
{
    /// <summary>
    /// Runs the program that was built beside this one. Aspire's <c>dotnet run</c> would evaluate the project first and stay in memory
    /// beside it; it remains where an IDE debugs or <c>dotnet watch</c> watches, since they need the project.
    /// </summary>
    public static IResourceBuilder<ProjectResource> RunAsBuilt(this IResourceBuilder<ProjectResource> builder)
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return builder;
        }

        builder.WithoutHttpsCertificate() // nothing here speaks HTTPS; without this the dashboard asks for a development certificate
            .WithEnvironment("DOTNET_gcServer", "0") // several processes share this machine
            .WithEnvironment("Logging__Console__FormatterName", "simple")
            .WithEnvironment("Logging__Console__FormatterOptions__SingleLine", "true")
            .WithEnvironment("Logging__Console__LogToStandardErrorThreshold", "Error") // Aspire shows standard error as errors
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY",
                ""); // Aspire's in_memory delays a service's end by 7 s without a dashboard
        var metadata = builder.Resource.GetProjectMetadata();
        var program = FindProgram(metadata);
        var configuration = builder.ApplicationBuilder.Configuration;
        if (configuration["DEBUG_SESSION_PORT"] is { Length: > 0 } || configuration["DOTNET_WATCH"] is { Length: > 0 }
            || !File.Exists(program))
        {
            return builder;
        }

        var executable = new ExecutableAnnotation { Command = program, WorkingDirectory = Path.GetDirectoryName(metadata.ProjectPath)! };
        return builder.WithAnnotation(executable, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>The program of a project, beside the one that runs: artifacts/bin/(project)/(configuration)/(project).</summary>
    public static string FindProgram(IProjectMetadata project)
    {
        var name = Path.GetFileNameWithoutExtension(project.ProjectPath);
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(here.Parent!.Parent!.FullName, name, here.Name, OperatingSystem.IsWindows() ? name + ".exe" : name);
    }
}
