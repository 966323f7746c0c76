namespace Nexa.Core.Data.Migrations;

/// <summary>
/// What the EF model cannot say of the table <c>issued_certificate</c>: whose rows a request sees, as in <see cref="RowSecurity"/>; and the
/// members of a profile that a certificate names.
/// </summary>
internal static class CertificateSql
{
    private const string Sees = "case when organisation_id = any ((select nexa_organisations())::uuid[]) then true else false end";

    public static IEnumerable<string> Statements =>
    [
        $"""
        grant select, insert, update, delete on issued_certificate to nexa_tenant, nexa_system;
        alter table issued_certificate enable row level security;
        create policy of_the_organisation on issued_certificate to nexa_tenant using ({Sees}) with check ({Sees});
        create policy of_all on issued_certificate to nexa_system using (true) with check (true);
        grant select (position, registration) on app_user to nexa_tenant;
        """,
    ];
}
