using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Npgsql;

namespace Nexa.Api.Features.Account;

/// <summary>
/// Export and erasure of the data of a person (LGPD, art. 18) or an organisation. Both follow the foreign keys, so that a new table is
/// part of them by itself.
/// </summary>
internal static class PersonalData
{
    private const int FlushAt = 64 * 1024;
    private static readonly string[] SecretWords = ["hash", "secret", "token"];

    /// <typeparam name="TRoot"><see cref="User"/> or <see cref="Organisation"/>.</typeparam>
    public static async Task<PushStreamHttpResult> ExportAsync<TRoot>(
        NexaDbContext db, CurrentUser by, Guid id, Guid? reach, CancellationToken ct)
    {
        db.Audit(by, typeof(TRoot) == typeof(User) ? "user.data-exported" : "organisation.data-exported", NameSubject<TRoot>(id));
        await db.SaveChangesAsync(ct);
        return TypedResults.Stream(body => WriteAsync<TRoot>(body, db, id, reach, ct), "application/json");
    }

    /// <summary>One array of rows a table, written as they are read: years of work fit in no memory.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="db">Where from.</param>
    /// <param name="id">The person's or the organisation's.</param>
    /// <param name="reach">The only organisation whose rows of a person are written (<see cref="CurrentUser.Reach"/>).</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task WriteAsync<TRoot>(Stream body, NexaDbContext db, Guid id, Guid? reach, CancellationToken ct)
    {
        var log = FindTable(db.Model.FindEntityType(typeof(AuditEntry))!);
        var logged = typeof(TRoot) == typeof(User) ? "(user_id = $1 or subject = 'user:' || $1::text)" : "organisation_id = $1";
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        foreach (var (table, condition) in ListTables<TRoot>(db.Model, reach is not null).Append((log, logged + Narrow(log, reach is not null))))
        {
            json.WriteStartArray(table.Name);
            await WriteRowsAsync(json, db, table, condition, reach is { } one ? [id, one] : [id], ct);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Erases the person and the organisations that have no other member; what they did in others stays, under an id that names nobody.
    /// </summary>
    /// <returns>False for the last ADMIN of an organisation with other members: nobody could make another.</returns>
    public static async Task<bool> EraseAsync(
        NexaDbContext db, Sessions sessions, Doorbell doorbell, CurrentUser by, User user, CancellationToken ct)
    {
        var erased = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var mine = await db.Memberships.AsNoTracking().Where(m => m.UserId == user.Id).OrderBy(m => m.OrganisationId).ToListAsync(ct);
            foreach (var membership in mine)
            {
                await OrganisationRows.LockAsync(db, membership.OrganisationId, ct);
                var others = await db.Memberships.Where(m => m.OrganisationId == membership.OrganisationId && m.UserId != user.Id)
                    .Select(m => m.Role).ToListAsync(ct);
                if (others.Count > 0 && membership.Role == Roles.Admin && !others.Contains(Roles.Admin, StringComparer.Ordinal))
                {
                    return false;
                }

                if (others.Count == 0)
                {
                    db.Audit(by with { Organisation = membership.OrganisationId }, "organisation.erased",
                        $"organisation:{membership.OrganisationId}");
                    await OrganisationErasure.BeginAsync(db, membership.OrganisationId, askedBy: null, ct);
                }
            }

            db.Audit(by, "user.erased", $"user:{user.Id}");
            await db.SaveChangesAsync(ct);
            await db.Users.Where(u => u.Id == user.Id).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        });
        if (!erased)
        {
            return false;
        }

        doorbell.Ring(EraseOrganisation.Kind);
        await sessions.AnnounceChangeAsync(user.Id);
        return true;
    }

    /// <summary>Every table whose rows go when the root goes, and which rows of it are the root's ($1).</summary>
    /// <param name="model">The tables.</param>
    /// <param name="isNarrow">Without the rows of other organisations than $2.</param>
    internal static IEnumerable<(ITable Table, string Condition)> ListTables<TRoot>(IModel model, bool isNarrow = false)
    {
        var root = FindTable(model.FindEntityType(typeof(TRoot))!);
        var found = new Dictionary<ITable, string> { [root] = "id = $1" };
        var open = new Queue<ITable>([root]);
        while (open.TryDequeue(out var table))
        {
            foreach (var key in table.ReferencingForeignKeyConstraints.Where(k => k.OnDeleteAction is ReferentialAction.Cascade
                && !found.ContainsKey(k.Table)))
            {
                var condition = $"{key.Columns[0].Name} in (select {key.PrincipalColumns[0].Name} from {table.Name} where {found[table]})";
                found[key.Table] = (key.PrincipalTable == root ? $"{key.Columns[0].Name} = $1" : condition) + Narrow(key.Table, isNarrow);
                open.Enqueue(key.Table);
            }
        }

        return found.Select(pair => (pair.Key, pair.Value));
    }

    // A session is of the organisations that its refresh tokens name.
    private static string Narrow(ITable table, bool isNarrow) =>
        !isNarrow ? ""
        : table.FindColumn("organisation_id") is not null ? " and organisation_id = $2"
        : table.Name == "user_session" ? $" and {RefreshTokenRows.OfOrganisation}"
        : "";

    private static string NameSubject<TRoot>(Guid id) => typeof(TRoot) == typeof(User) ? $"user:{id}" : $"organisation:{id}";

    private static ITable FindTable(IEntityType type) => (ITable)type.GetTableMappings().First().Table;

    private static async Task WriteRowsAsync(
        Utf8JsonWriter json, NexaDbContext db, ITable table, string condition, SqlValue[] ids, CancellationToken ct)
    {
        var columns = string.Join(", ", table.Columns.Where(c => !IsSecret(c)).Select(c => c.Name));
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var command = connection.Statement(
                $"select row_to_json(r)::text as line from (select {columns} from {table.Name} where {condition}) r", ids);
            await foreach (var row in command.StreamAsync(ct))
            {
                json.WriteRawValue(row.Text("line"));
                if (json.BytesPending > FlushAt)
                {
                    await json.FlushAsync(ct);
                }
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // Hashes, keys, secrets; the content of documents is downloaded as files.
    private static bool IsSecret(IColumnBase column) =>
        column.StoreType == "bytea" || SecretWords.Any(word => column.Name.Contains(word, StringComparison.Ordinal));
}
