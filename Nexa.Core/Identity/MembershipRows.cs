namespace Nexa.Core.Identity;

/// <summary>Pieces of SQL on the table <c>membership</c> that other homes put into their statements.</summary>
internal static class MembershipRows
{
    /// <summary>Whether the person is a member whose role gives the permission.</summary>
    public static string Grants(string organisation, string user, string permission) =>
        $"""
        exists (
          select from membership m join role_permission p on p.role = m.role
          where m.organisation_id = {organisation} and m.user_id = {user} and p.permission = '{permission}')
        """;
}
