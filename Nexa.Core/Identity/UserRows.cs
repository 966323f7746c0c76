using Microsoft.EntityFrameworkCore;
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

    /// <summary>
    /// Deletes the account, and its organisation, that somebody registered with the address and never confirmed: they have no claim to it.
    /// A sign-in that confirms it at the same time comes first or finds nothing.
    /// </summary>
    /// <returns>Id of the account; null where the address is free, or confirmed.</returns>
    public static async Task<Guid?> FreeAddressAsync(NexaDbContext db, string email, CancellationToken ct) =>
        (await db.Database.SqlQuery<Guid?>(
            $"""
            with unconfirmed as materialized (
              select id from app_user where email = {email} and email_verified_at is null and password_hash is not null for update),
            own as (
              delete from organisation where id in (
                select m.organisation_id from membership m join unconfirmed u on u.id = m.user_id)),
            freed as (delete from app_user where id in (select id from unconfirmed) returning id)
            select id as value from freed
            """).ToListAsync(ct)).SingleOrDefault();

    /// <summary>Locks an account in the context's transaction: what counts the person's own things counts those of before too.</summary>
    public static Task LockAsync(NexaDbContext db, Guid id, CancellationToken ct) =>
        db.Database.SqlQuery<Guid>($"select id as value from app_user where id = {id} for update").ToListAsync(ct);

    /// <summary>Joins a person under an alias.</summary>
    internal static string JoinUser(string alias, string id) => $"join app_user {alias} on {alias}.id = {id}";
}
