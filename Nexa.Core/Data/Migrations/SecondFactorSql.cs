namespace Nexa.Core.Data.Migrations;

/// <summary>
/// What the EF model cannot say of the tables of second factors and of sign-in by a provider: the role of sign-in and accounts reads and
/// writes them, the one that is bound to an organisation does not. Runs after the tables are made; never changed once released.
/// </summary>
internal static class SecondFactorSql
{
    public static string[] Statements =>
        [
            "grant select, insert, update, delete on second_factor, recovery_code, passkey, passkey_challenge to nexa_system;",
            "grant select, insert, update, delete on external_login, shown_token to nexa_system;",
        ];
}
