using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>The roles that Nexa comes with. What each may do is data (<see cref="RolePermission"/>).</summary>
public static class Roles
{
    public const string Admin = "ADMIN";
    public const string Analyst = "ANALYST";
    public const string Reader = "READER";

    /// <summary>Of the installation, not of an organisation: <see cref="User.IsOperator"/>.</summary>
    public const string Operator = "OPERATOR";

    /// <summary>Of the system user that requests without a sign-in act as, where they are allowed at all. Nobody can be given it.</summary>
    public const string Anonymous = "ANONYMOUS";

    public static IReadOnlyList<string> Assignable { get; } = [Admin, Analyst, Reader];
}

/// <summary>
/// Names of permissions; each is also the name of an authorization policy: <c>.RequireAuthorization(Permissions.Review)</c>.
/// </summary>
public static class Permissions
{
    /// <summary>See the organisation's tasks, history and catalogue, and the fiscal tables.</summary>
    public const string Read = "read";

    /// <summary>Submit part numbers and documents, cancel and delete tasks.</summary>
    public const string Classify = "classify";

    /// <summary>Correct, approve, reject.</summary>
    public const string Review = "review";
    public const string Export = "export";

    /// <summary>The organisation's API keys.</summary>
    public const string ManageKeys = "manage-keys";

    /// <summary>The organisation's webhooks.</summary>
    public const string ManageWebhooks = "manage-webhooks";

    /// <summary>The organisation's members, name, audit log and data as a whole.</summary>
    public const string ManageMembers = "manage-members";

    /// <summary>The organisation's own rates of taxes.</summary>
    public const string ManageRates = "manage-rates";

    /// <summary>Load new versions of the fiscal tables, which are those of all organisations.</summary>
    public const string ImportTables = "import-tables";

    /// <summary>Metrics and the state of the machinery.</summary>
    public const string Operate = "operate";

    public static IReadOnlyList<string> All { get; } =
        [Read, Classify, Review, Export, ManageKeys, ManageWebhooks, ManageMembers, ManageRates, ImportTables, Operate];
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
        role.HasData(
            new[] { Roles.Admin, Roles.Analyst, Roles.Reader, Roles.Operator, Roles.Anonymous }.Select(name => new Role { Name = name }));
    }

    public void Configure(EntityTypeBuilder<RolePermission> grant)
    {
        string[] work = [Permissions.Read, Permissions.Classify, Permissions.Review, Permissions.Export];
        grant.ToTable("role_permission");
        grant.HasKey(g => new { g.Role, g.Permission });
        grant.HasOne<Role>().WithMany().HasForeignKey(g => g.Role);
        grant.HasData(
        [
            .. Grants(Roles.Admin,
                [.. work, Permissions.ManageKeys, Permissions.ManageWebhooks, Permissions.ManageMembers, Permissions.ManageRates]),
            .. Grants(Roles.Analyst, work),
            .. Grants(Roles.Operator, [Permissions.Read, Permissions.ManageKeys, Permissions.ImportTables, Permissions.Operate]),
            .. Grants(Roles.Anonymous, work),
            .. Grants(Roles.Reader, [Permissions.Read]),
        ]);
    }

    private static IEnumerable<RolePermission> Grants(string role, IEnumerable<string> permissions) =>
        permissions.Select(permission => new RolePermission { Role = role, Permission = permission });
}
