using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

public sealed class EngineReferencesTests
{
    [Fact]
    public void The_fiscal_engine_sees_no_database_no_server_and_no_other_project_of_Nexa()
    {
        string[] outside =
            ["Nexa.", "Npgsql", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Microsoft.Extensions", "StackExchange.Redis"];

        var references = typeof(FiscalTables).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, name => outside.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }
}
