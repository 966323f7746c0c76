namespace Nexa.Core.Identity;

/// <summary>Pieces of SQL on the table <c>api_key</c> that other homes put into their statements.</summary>
internal static class ApiKeyRows
{
    /// <summary>Whether the key is neither revoked nor expired and its person is still a member.</summary>
    public static string IsUsable(string id) =>
        $"""
        exists (
          select from api_key k join membership m on m.organisation_id = k.organisation_id and m.user_id = k.user_id
          where k.id = {id} and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
        """;
}
