using Nexa.Documents;

namespace Nexa.Tests.Documents;

public sealed class EngineReferencesTests
{
    [Fact]
    public void The_document_engine_knows_no_other_project_and_no_server()
    {
        var references = typeof(DocumentExtractor).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToList();

        Assert.DoesNotContain(references, name => name.StartsWith("Nexa.", StringComparison.Ordinal)
            || name.StartsWith("Npgsql", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("StackExchange", StringComparison.Ordinal));
    }
}
