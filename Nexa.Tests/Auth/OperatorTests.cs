using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What an operator does and sees at the command line.</summary>
public sealed class OperatorTests(Servers servers)
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_admin_is_made_once_by_command_and_signs_in()
    {
        await using var host = await ApiHost.StartAsync(servers);
        (string, string)[] production =
            [("ConnectionStrings__nexadb", host.Database), ("Nexa__SigningKey", Key), ("Nexa__EncryptionKey", Key),
                ("NEXA_ADMIN_PASSWORD", AccountTests.Password)];

        var made = await ServiceProcess.RunAsync("Nexa.Api", ["create-admin", "Ana@Example.com", "Ana", "Souza"], production);
        var runs = await ServiceProcess.RunAsync("Nexa.Api", ["create-operator", "infra@example.com"], production);
        var again = await ServiceProcess.RunAsync("Nexa.Api", ["create-admin", "ana@example.com"], production);

        Assert.Equal((0, "ADMIN ana@example.com created."), (made.ExitCode, made.Output.Trim()));
        Assert.Equal((0, "OPERATOR infra@example.com created."), (runs.ExitCode, runs.Output.Trim()));
        Assert.Equal((1, ""), (again.ExitCode, again.Output.Trim()));
        Assert.Contains("already", again.Error, StringComparison.Ordinal);
        using var client = host.Client();
        var (token, _) = await AccountTests.SignInAsync(client, "ana@example.com", AccountTests.Password);
        using var admin = host.Client(token);
        var me = await ApiHost.JsonAsync(await admin.GetAsync(new Uri("/me", UriKind.Relative), Ct));
        Assert.Equal(("ADMIN", "Ana Souza"), (me.GetProperty("role").GetString(), me.GetProperty("name").GetString()));
        var (operatorToken, _) = await AccountTests.SignInAsync(client, "infra@example.com", AccountTests.Password);
        using var infra = host.Client(operatorToken);
        var operates = await ApiHost.JsonAsync(await infra.GetAsync(new Uri("/me", UriKind.Relative), Ct));
        Assert.Equal(("OPERATOR", 0, "import-tables, manage-keys, operate, read"),
            (operates.GetProperty("role").GetString(), operates.GetProperty("organisations").GetArrayLength(),
            string.Join(", ", operates.GetProperty("permissions").EnumerateArray())));
        await host.WithDbAsync(async db =>
            Assert.Equal(1, await db.AuditLog.CountAsync(e => e.Action == "user.admin-created" && e.Via == "command line", Ct)));
    }

    [Theory]
    [InlineData("no-address", AccountTests.Password, "Usage: create-admin")]
    [InlineData("ana@example.com", "Password1234!", "mais usadas")]
    [InlineData("ana@example.com", "", "pelo menos 12")]
    public async Task An_admin_without_an_address_or_a_good_password_is_not_made(string email, string password, string says)
    {
        await using var host = await ApiHost.StartAsync(servers);

        var (exitCode, output, error) =
            await ServiceProcess.RunAsync("Nexa.Api", ["create-admin", email], ("ConnectionStrings__nexadb", host.Database),
            ("Nexa__SigningKey", Key), ("Nexa__EncryptionKey", Key), ("NEXA_ADMIN_PASSWORD", password));

        Assert.Equal(1, exitCode);
        Assert.Contains(says, output + error, StringComparison.Ordinal);
        await host.WithDbAsync(async db => Assert.False(await db.Users.AnyAsync(u => u.Id != User.Anonymous, Ct)));
    }

    [Fact]
    public async Task Without_a_database_the_command_says_so_in_one_sentence()
    {
        var (exitCode, output, error) = await ServiceProcess.RunAsync("Nexa.Api",
            ["create-admin", "ana@example.com"], ("ConnectionStrings__nexadb", "Host=127.0.0.1;Port=1;Username=nexa"),
            ("Nexa__SigningKey", Key), ("Nexa__EncryptionKey", Key), ("NEXA_ADMIN_PASSWORD", AccountTests.Password));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("PostgreSQL (ConnectionStrings__nexadb) did not take it", Assert.Single(error.Trim().Split('\n')),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nexa__SigningKey", "", "Nexa:SigningKey is missing")]
    [InlineData("Nexa__SigningKey", "too short", "Nexa:SigningKey is too short")]
    [InlineData("Nexa__AllowAnonymous", "true", "Nexa:AllowAnonymous is on")]
    public async Task A_start_that_is_refused_says_one_sentence(string name, string value, string says)
    {
        var (exitCode, output, error) =
            await ServiceProcess.RunAsync("Nexa.Api", [], ("ConnectionStrings__nexadb", "Host=127.0.0.1;Port=1"),
            ("Nexa__SigningKey", Key), ("Nexa__EncryptionKey", Key), (name, value));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(says, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
