using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Tests.Support;

/// <summary>Brings an empty database to Nexa's schema.</summary>
internal static class Migrations
{
    public static async Task ApplyAsync(string connectionString)
    {
        await using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql(connectionString).Options);
        await db.Database.MigrateAsync();
    }
}
