using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>The roles that Nexa comes with. What each may do is data (<see cref="RolePermission"/>).</summary>
public static class Roles
{
    public const string Admin = "ADMIN";
    public const string User = "USER";
    public const string Guest = "GUEST";

    /// <summary>Of the system user that requests without a sign-in act as, where they are allowed at all. Nobody can be given it.</summary>
    public const string Anonymous = "ANONYMOUS";

    public static IReadOnlyList<string> Assignable { get; } = [Admin, User, Guest];
}

/// <summary>
/// Names of permissions; each is also the name of an authorization policy: <c>.RequireAuthorization(Permissions.Review)</c>.
/// </summary>
public static class Permissions
{
    /// <summary>See one's own tasks, history and catalogue, and the fiscal tables.</summary>
    public const string Read = "read";

    /// <summary>Submit part numbers and documents, cancel and delete tasks.</summary>
    public const string Classify = "classify";

    /// <summary>Correct, approve, reject.</summary>
    public const string Review = "review";
    public const string Export = "export";

    /// <summary>One's own API keys.</summary>
    public const string ManageKeys = "manage-keys";

    /// <summary>One's own webhooks.</summary>
    public const string ManageWebhooks = "manage-webhooks";
    public const string ManageUsers = "manage-users";

    /// <summary>Load new versions of the fiscal tables.</summary>
    public const string ImportTables = "import-tables";

    /// <summary>Metrics and the state of the machinery.</summary>
    public const string Operate = "operate";

    public static IReadOnlyList<string> All { get; } =
        [Read, Classify, Review, Export, ManageKeys, ManageWebhooks, ManageUsers, ImportTables, Operate];
}

public sealed class Role
{
    public required string Name { get; init; }
}

public sealed class RolePermission
{
    public required string Role { get; init; }
    public required string Permission { get; init; }
}

internal sealed class RoleMapping : IEntityTypeConfiguration<Role>, IEntityTypeConfiguration<RolePermission>
{
    public void Configure(EntityTypeBuilder<Role> role)
    {
        role.ToTable("role");
        role.HasKey(r => r.Name);
        role.HasData(new[] { Roles.Admin, Roles.User, Roles.Guest, Roles.Anonymous }.Select(name => new Role { Name = name }));
    }

    public void Configure(EntityTypeBuilder<RolePermission> grant)
    {
        string[] work = [Permissions.Read, Permissions.Classify, Permissions.Review, Permissions.Export];
        grant.ToTable("role_permission");
        grant.HasKey(g => new { g.Role, g.Permission });
        grant.HasOne<Role>().WithMany().HasForeignKey(g => g.Role);
        grant.HasData(
        [
            .. Grants(Roles.Admin, Permissions.All),
            .. Grants(Roles.User, [.. work, Permissions.ManageKeys, Permissions.ManageWebhooks]),
            .. Grants(Roles.Anonymous, work),
            .. Grants(Roles.Guest, [Permissions.Read]),
        ]);
    }

    private static IEnumerable<RolePermission> Grants(string role, IEnumerable<string> permissions) =>
        permissions.Select(permission => new RolePermission { Role = role, Permission = permission });
}
