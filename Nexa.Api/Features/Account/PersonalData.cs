using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Account;

/// <summary>
/// Export and erasure of a user's data (LGPD, art. 18). Both follow the foreign keys, so that a new table is part of them by itself.
/// </summary>
internal static class PersonalData
{
    private const int FlushAt = 64 * 1024;
    private static readonly string[] SecretWords = ["hash", "secret", "token"];

    /// <summary>One array of rows a table, written as they are read: years of work fit in no memory.</summary>
    public static async Task<PushStreamHttpResult> ExportAsync(NexaDbContext db, CurrentUser by, Guid userId, CancellationToken ct)
    {
        db.Audit(by, "user.data-exported", $"user:{userId}");
        await db.SaveChangesAsync(ct);
        var log = TableOf(db.Model.FindEntityType(typeof(AuditEntry))!);
        return TypedResults.Stream(async body =>
        {
            await using var json = new Utf8JsonWriter(body);
            json.WriteStartObject();
            foreach (var (table, condition) in Tables(db.Model).Append((log, "user_id = $1 or subject = 'user:' || $1::text")))
            {
                json.WriteStartArray(table.Name);
                await WriteRowsAsync(json, db, table, condition, userId, ct);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }, "application/json");
    }

    /// <summary>False for the last ADMIN: without one nobody could make another.</summary>
    public static async Task<bool> EraseAsync(NexaDbContext db, Sessions sessions, CurrentUser by, User user, CancellationToken ct)
    {
        var erased = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await UserRows.LockAdminsAsync(db, ct);
            if (user.Role == Roles.Admin
                && !await db.Users.AnyAsync(u => u.Role == Roles.Admin && u.Id != user.Id && u.DisabledAt == null, ct))
            {
                return false;
            }

            db.Audit(by, "user.erased", $"user:{user.Id}", new { user.Role });
            await db.SaveChangesAsync(ct);
            // the queue has no foreign keys
            await db.Jobs.Where(j => db.Tasks.Any(t => t.Id == j.TaskId && t.OwnerId == user.Id)).ExecuteDeleteAsync(ct);
            await db.Users.Where(u => u.Id == user.Id).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        });
        if (!erased)
        {
            return false;
        }

        await sessions.ChangedAsync(user.Id);
        return true;
    }

    /// <summary>Every table whose rows go when the user goes, and which rows of it are the user's ($1).</summary>
    internal static IEnumerable<(ITable Table, string Condition)> Tables(IModel model)
    {
        var root = TableOf(model.FindEntityType(typeof(User))!);
        var found = new Dictionary<ITable, string> { [root] = "id = $1" };
        var open = new Queue<ITable>([root]);
        while (open.TryDequeue(out var table))
        {
            foreach (var key in table.ReferencingForeignKeyConstraints.Where(k => k.OnDeleteAction is ReferentialAction.Cascade
                && !found.ContainsKey(k.Table)))
            {
                var condition = $"{key.Columns[0].Name} in (select {key.PrincipalColumns[0].Name} from {table.Name} where {found[table]})";
                found[key.Table] = key.PrincipalTable == root ? $"{key.Columns[0].Name} = $1" : condition;
                open.Enqueue(key.Table);
            }
        }

        return found.Select(pair => (pair.Key, pair.Value));
    }

    private static ITable TableOf(IEntityType type) => (ITable)type.GetTableMappings().First().Table;

    private static async Task WriteRowsAsync(
        Utf8JsonWriter json, NexaDbContext db, ITable table, string condition, Guid userId, CancellationToken ct)
    {
        var columns = string.Join(", ", table.Columns.Where(c => !IsSecret(c)).Select(c => c.Name));
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var command = connection.Statement($"select row_to_json(r)::text as line from (select {columns} from {table.Name} where {condition}) r", userId);
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
