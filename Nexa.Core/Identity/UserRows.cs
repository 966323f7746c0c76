namespace Nexa.Core.Identity;

/// <summary>Pieces of SQL on the table <c>app_user</c> that other homes put into their statements.</summary>
internal static class UserRows
{
    /// <summary>Joins a person under an alias.</summary>
    public static string JoinUser(string alias, string id) => $"join app_user {alias} on {alias}.id = {id}";
}
