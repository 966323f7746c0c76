using Npgsql;

namespace Nexa.Core.Data;

/// <summary>
/// The roles without login that Nexa's services work as. They own no tables and bypass no policy; migrations and commands of an operator
/// keep the login itself.
/// </summary>
public static class DatabaseRoles
{
    /// <summary>Sees the rows of the organisations of <see cref="OrganisationScope"/> alone.</summary>
    public const string Tenant = "nexa_tenant";

    /// <summary>Sees the rows of all organisations: the worker, and what the API does before it knows an organisation.</summary>
    public const string System = "nexa_system";

    /// <summary>The connection string with the role as an option of its start, which costs no statement.</summary>
    public static string WorkAs(string role, string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        connection.Options = $"{connection.Options} -c role={role}".TrimStart();
        return connection.ConnectionString;
    }
}
