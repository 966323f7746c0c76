using System.Net.Sockets;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Auth;

/// <summary>
/// <c>create-admin &lt;email&gt; [name]</c>: a person as the ADMIN of a new organisation, where registration is closed.
/// <c>create-operator &lt;email&gt; [name]</c>: a person who runs the installation and belongs to no organisation. The password comes from
/// NEXA_ADMIN_PASSWORD or the terminal, never from the arguments.
/// </summary>
internal static class CreateAccount
{
    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        var isOperator = args[0] == "create-operator";
        if (args is not [_, var typed, ..] || !new System.ComponentModel.DataAnnotations.EmailAddressAttribute().IsValid(typed))
        {
            return PrintRefusal($"Usage: {args[0]} <email> [name], with the password in NEXA_ADMIN_PASSWORD or typed when asked.");
        }

        var email = User.NormalizeEmail(typed);
        var name = args.Length > 2 ? string.Join(' ', args[2..]) : isOperator ? "Operador" : "Administrador";
        var password = Environment.GetEnvironmentVariable("NEXA_ADMIN_PASSWORD") is { Length: > 0 } given ? given : Ask();
        if (PasswordRules.FindObjection(password, email, name) is { } objection)
        {
            return PrintRefusal(objection);
        }

        var hash = await services.GetRequiredService<Passwords>().HashAsync(password!, default);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(), Name = name, Email = email, EmailVerifiedAt = now, IsOperator = isOperator,
            PasswordHash = hash };
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetAllOrganisations();
        db.Users.Add(user);
        var organisation = isOperator ? (Guid?)null : db.AddOrganisation(name, user.Id);
        db.AuditLog.Write(
            null, isOperator ? "user.operator-created" : "user.admin-created", $"user:{user.Id}", via: "command line",
            organisation: organisation);
        try
        {
            // at once: EF Core tries for a minute
            await using var reached = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
            await UserRows.FreeAddressAsync(db, email, default);
            if (!await db.SavedUniquelyAsync(default))
            {
                return PrintRefusal($"There is a user with the e-mail {email} already.");
            }
        }
        catch (Exception e) when (e.GetBaseException() is NpgsqlException or SocketException)
        {
            return PrintRefusal($"PostgreSQL (ConnectionStrings__nexadb) did not take it: {e.GetBaseException().Message}");
        }

        Console.WriteLine($"{(isOperator ? Roles.Operator : Roles.Admin)} {email} created.");
        return 0;
    }

    private static string? Ask()
    {
        Console.Write("Password: ");
        if (Console.IsInputRedirected)
        {
            return Console.ReadLine();
        }

        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            _ = key.Key is ConsoleKey.Backspace
                ? typed.Remove(Math.Max(0, typed.Length - 1), Math.Min(1, typed.Length)) : typed.Append(key.KeyChar);
        }

        Console.WriteLine();
        return typed.ToString();
    }

    private static int PrintRefusal(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}
