using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Nexa.Core.Data;

/// <summary>What <c>dotnet ef migrations add</c> uses: the model alone, no server.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<NexaDbContext>
{
    public NexaDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=design-time").Options);
}
