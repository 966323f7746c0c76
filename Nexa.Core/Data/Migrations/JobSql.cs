namespace Nexa.Core.Data.Migrations;

internal static class JobSql
{
    /// <summary>The API inserts jobs and reads what the table fills in.</summary>
    public const string GrantOwner = "grant select (owner_id) on job to nexa_tenant";
}
