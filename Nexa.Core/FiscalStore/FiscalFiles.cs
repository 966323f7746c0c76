using System.Text.Json;
using Nexa.Core.Data;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>The imported files in PostgreSQL, each with its rows.</summary>
internal static class FiscalFiles
{
    /// <summary>Whether a file has this content: the one in force, not one that was seen once.</summary>
    public static async Task<bool> HasContentAsync(NpgsqlConnection connection, Guid? id, string sha256, CancellationToken ct) =>
        id is not null && await connection.Statement("select sha256 = $2 from fiscal_file where id = $1", id, sha256).ScalarAsync<bool>(ct);

    public static async Task<bool> IsOfficialAsync(NpgsqlConnection connection, Guid? id, CancellationToken ct) =>
        id is not null && await connection.Statement("select origin <> 'starter' from fiscal_file where id = $1", id).ScalarAsync<bool>(ct);

    /// <param name="connection">The import's transaction.</param>
    /// <param name="file">The rows to keep.</param>
    /// <param name="diff">What they change.</param>
    /// <param name="before">The file of this kind that was in force.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Guid> AddFileAsync(
        NpgsqlConnection connection, FiscalFile file, ImportDiff diff, Guid? before, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await connection.Statement(
            """
            insert into fiscal_file (id, kind, name, sha256, origin, as_of, act, rows, diff, follows_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            id, NameKind(file.Kind), file.Name, file.Sha256, file.Origin, file.AsOf, file.Act, file.RowCount,
            SqlValue.Jsonb(JsonSerializer.Serialize(diff, JsonSerializerOptions.Web)),
            file.Kind is FiscalFileKind.Exchange ? before : null).ExecuteAsync(ct);
        if (file.Kind is FiscalFileKind.Attributes)
        {
            await AttributeRows.CopyAsync(connection, id, file, ct);
        }
        else
        {
            await FiscalRows.CopyAsync(connection, id, file, ct);
        }

        return id;
    }

    public static async Task<FiscalFile?> ReadFileAsync(NpgsqlConnection connection, Guid? id, CancellationToken ct)
    {
        if (id is not { } fileId)
        {
            return null;
        }

        var files = await connection.Statement("select kind, name, sha256, origin, as_of, act from fiscal_file where id = $1", fileId)
            .ListAsync(row => new FiscalFile(
                row.State<FiscalFileKind>("kind"), row.Text("name"), row.Text("sha256"), row.Date("as_of"), row.TextOrNull("act"))
            {
                Origin = row.Text("origin"),
            }, ct);
        return files.Single() is { Kind: FiscalFileKind.Attributes } attributes
            ? await AttributeRows.ReadFileAsync(connection, fileId, attributes, ct)
            : await FiscalRows.ReadFileAsync(connection, fileId, files.Single(), ct);
    }

    private static string NameKind(FiscalFileKind kind) => kind.ToString().ToLowerInvariant();
}
