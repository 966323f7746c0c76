using System.Xml.Linq;

namespace Nexa.Tests.Layout;

/// <summary>Dependencies point one way: AppHost → services → ServiceDefaults and Core → engines.</summary>
public sealed class ProjectReferencesTests
{
    /// <summary>What a project may reference; what it may not stands nowhere.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Nexa.Fiscal"] = [],
        ["Nexa.Documents"] = [],
        ["Nexa.Core"] = ["Nexa.Fiscal", "Nexa.Documents"],
        ["Nexa.ServiceDefaults"] = ["Nexa.Core"],
        ["Nexa.Hosting"] = [],
        ["Nexa.Agents"] = ["Nexa.Core", "Nexa.ServiceDefaults", "Nexa.Fiscal"],
        ["Nexa.Api"] = ["Nexa.Core", "Nexa.ServiceDefaults", "Nexa.Fiscal", "Nexa.Documents"],
        ["Nexa.Worker"] = ["Nexa.Core", "Nexa.ServiceDefaults", "Nexa.Fiscal", "Nexa.Documents"],
        ["Nexa.Web"] = ["Nexa.Client", "Nexa.ServiceDefaults"],
        ["Nexa.AppHost"] = ["Nexa.Api", "Nexa.Web", "Nexa.Worker", "Nexa.Agents", "Nexa.Hosting"],
    };

    /// <summary>Beginnings of names: databases, caches and servers, which engines don't know.</summary>
    private static readonly string[] Infrastructure =
        ["Npgsql", "Microsoft.EntityFrameworkCore", "EFCore", "StackExchange.Redis", "Microsoft.AspNetCore", "Microsoft.Extensions",
            "Aspire"];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_those_below_it_only(string project)
    {
        var references = ReadItems(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Empty(references.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Fact]
    public void Core_knows_no_web_server() =>
        Assert.DoesNotContain(ReadItems("Nexa.Core", "PackageReference"),
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Theory]
    [InlineData("Nexa.Fiscal")]
    [InlineData("Nexa.Documents")]
    public void An_engine_has_no_package_of_a_database_or_a_server(string project)
    {
        var file = ReadProject(project);

        Assert.Equal("Microsoft.NET.Sdk", file.Attribute("Sdk")?.Value);
        Assert.Empty(file.Descendants("FrameworkReference"));
        Assert.DoesNotContain(ReadItems(project, "PackageReference"), IsInfrastructure);
    }

    [Theory]
    [InlineData(typeof(Nexa.Fiscal.FiscalTables))]
    [InlineData(typeof(Nexa.Documents.DocumentReader))]
    public void An_engine_loads_no_database_no_server_and_no_other_project(Type ofEngine)
    {
        var references = ofEngine.Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, name => name.StartsWith("Nexa.", StringComparison.Ordinal) || IsInfrastructure(name));
    }

    private static bool IsInfrastructure(string name) =>
        Array.Exists(Infrastructure, beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    private static IEnumerable<string> ReadItems(string project, string item) =>
        ReadProject(project).Descendants(item).Select(one => one.Attribute("Include")!.Value);

    private static XElement ReadProject(string project) => XElement.Load(Path.Combine(Repository.Root, project, $"{project}.csproj"));
}
