namespace Nexa.Core.Data.Migrations;

/// <summary>
/// What the EF model cannot say of the table <c>issued_certificate</c>: whose rows a request sees, as in <see cref="RowSecurity"/>; and the
/// members of a profile that a certificate names.
/// </summary>
internal static class CertificateSql
{
    public static IEnumerable<string> Statements =>
    [
        "grant select, insert, update, delete on issued_certificate to nexa_system;",
        RowSecurity.Protect("issued_certificate", RowSecurity.Sees("organisation_id")),
        "grant select (position, registration) on app_user to nexa_tenant;",
    ];
}
