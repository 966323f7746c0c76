using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>A person to write to.</summary>
public sealed record Addressee(Guid Id, string Name, string Email);

/// <summary>The statements of the table <c>app_user</c>, and its pieces that other homes put into theirs.</summary>
public static class UserRows
{
    /// <summary>Those of the people who are still there.</summary>
    public static Task<List<Addressee>> FindAddresseesAsync(NpgsqlDataSource database, Guid[] ids, CancellationToken ct) =>
        database.Statement("select id, name, email from app_user where id = any($1) order by id", ids)
            .ListAsync(row => new Addressee(row.Id("id"), row.Text("name"), row.Text("email")), ct);

    /// <summary>Joins a person under an alias.</summary>
    internal static string JoinUser(string alias, string id) => $"join app_user {alias} on {alias}.id = {id}";
}
