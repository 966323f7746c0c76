using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Nexa.Hosting.Resources;

/// <summary>What an operator can do on the dashboard.</summary>
public static class DashboardCommands
{
    /// <summary>People that nobody can invite: the ADMIN of a new organisation, and the operator of the installation.</summary>
    public static IResourceBuilder<ProjectResource> WithAccountCommands(
        this IResourceBuilder<ProjectResource> builder, IProjectMetadata api, IResourceBuilder<IResourceWithConnectionString> database) =>
        builder.WithAccountCommand("create-admin", "Create the first ADMIN", "PersonAdd", api, database)
            .WithAccountCommand("create-operator", "Create an operator", "PersonWrench", api, database);

    private static IResourceBuilder<ProjectResource> WithAccountCommand(
        this IResourceBuilder<ProjectResource> builder, string name, string title, string icon, IProjectMetadata api,
        IResourceBuilder<IResourceWithConnectionString> database) =>
        builder.WithProcessCommand(name, title, async context => new ProcessCommandSpec(LocalProject.FindProgram(api))
        {
            Arguments = [name, ReadArgument(context, "email")],
            EnvironmentVariables = await DescribeAsync([database], ("NEXA_ADMIN_PASSWORD", ReadArgument(context, "password")),
                context.CancellationToken),
        }, new ProcessCommandOptions
        {
            IconName = icon,
            Arguments =
            [
                new InteractionInput { Name = "email", Label = "E-mail", InputType = InputType.Text, Required = true },
                new InteractionInput { Name = "password", Label = "Password", InputType = InputType.SecretText, Required = true },
            ],
        });

    public static IResourceBuilder<ProjectResource> WithImportCommand(
        this IResourceBuilder<ProjectResource> builder, IProjectMetadata worker,
        params IResourceBuilder<IResourceWithConnectionString>[] servers) =>
        builder.WithProcessCommand("import-tables", "Import a fiscal table",
            async context => new ProcessCommandSpec(LocalProject.FindProgram(worker))
        {
            Arguments = ["import-tables", ReadArgument(context, "file")],
            EnvironmentVariables = await DescribeAsync(servers, ("DOTNET_gcServer", "0"), context.CancellationToken),
        }, new ProcessCommandOptions
        {
            IconName = "ArrowUpload",
            Arguments = [new InteractionInput { Name = "file", Label = "File (NCM .json, TIPI or TEC .xlsx)", InputType = InputType.Text,
                Required = true }],
        });

    /// <summary>Looks at everything as the worker sees it; the findings stand in the log of the command.</summary>
    public static IResourceBuilder<ProjectResource> WithDoctorCommand(
        this IResourceBuilder<ProjectResource> builder, IProjectMetadata worker, ReferenceExpression agents,
        params IResourceBuilder<IResourceWithConnectionString>[] servers) =>
        builder.WithProcessCommand("doctor", "Check the set-up",
            async context => new ProcessCommandSpec(LocalProject.FindProgram(worker))
        {
            Arguments = ["doctor"],
            EnvironmentVariables = await DescribeAsync(
                servers, ("Agents__BaseUrl", (await agents.GetValueAsync(context.CancellationToken))!), context.CancellationToken),
        }, new ProcessCommandOptions { IconName = "Stethoscope" });

    public static IResourceBuilder<ProjectResource> WithPruneCommand(
        this IResourceBuilder<ProjectResource> builder, IProjectMetadata worker,
        IResourceBuilder<IResourceWithConnectionString> database) =>
        builder.WithProcessCommand("prune-events", "Delete the events of old tasks",
            async context => new ProcessCommandSpec(LocalProject.FindProgram(worker))
        {
            Arguments = ["events", "prune", ReadArgument(context, "days")],
            EnvironmentVariables = await DescribeAsync([database], ("DOTNET_gcServer", "0"), context.CancellationToken),
        }, new ProcessCommandOptions
        {
            IconName = "Delete",
            Arguments = [new InteractionInput { Name = "days", Label = "Ended more than so many days ago", InputType = InputType.Number,
                Value = "90", Required = true }],
        });

    private static string ReadArgument(ExecuteCommandContext context, string name) => context.Arguments[name].Value ?? "";

    private static async Task<Dictionary<string, string>> DescribeAsync(
        IEnumerable<IResourceBuilder<IResourceWithConnectionString>> servers, (string Name, string Value) variable, CancellationToken ct)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [variable.Name] = variable.Value, ["ASPNETCORE_ENVIRONMENT"] = "Development",
        };
        foreach (var server in servers)
        {
            variables[$"ConnectionStrings__{server.Resource.Name}"] = (await server.Resource.GetConnectionStringAsync(ct))!;
        }

        return variables;
    }
}
