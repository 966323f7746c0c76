using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The statements of the table <c>app_user</c> that Entity Framework cannot express.</summary>
public static class UserRows
{
    /// <summary>
    /// Locks all administrators in the context's transaction: of two that leave at once the second sees that it is the last.
    /// </summary>
    public static Task LockAdminsAsync(NexaDbContext db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select 1 from app_user where role = {Roles.Admin} for update", ct);
}
