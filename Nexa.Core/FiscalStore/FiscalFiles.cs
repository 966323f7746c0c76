using System.Text.Json;
using Nexa.Fiscal.Import;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.FiscalStore;

/// <summary>The imported files in PostgreSQL, each with its rows.</summary>
internal static class FiscalFiles
{
    public static async Task<bool> HasAsync(NpgsqlConnection connection, FiscalFileKind kind, string sha256, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from fiscal_file where kind = $1 and sha256 = $2)", connection)
        {
            Parameters = { new() { Value = Name(kind) }, new() { Value = sha256 } },
        };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<bool> IsOfficialAsync(NpgsqlConnection connection, Guid? id, CancellationToken ct)
    {
        if (id is null)
        {
            return false;
        }

        await using var command = new NpgsqlCommand("select origin <> 'starter' from fiscal_file where id = $1", connection) { Parameters = { new() { Value = id } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<Guid> AddFileAsync(NpgsqlConnection connection, FiscalFile file, ImportDiff diff, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using (var command = new NpgsqlCommand(
            "insert into fiscal_file (id, kind, name, sha256, origin, as_of, act, rows, diff) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = Name(file.Kind) }, new() { Value = file.Name }, new() { Value = file.Sha256 }, new() { Value = file.Origin },
                new() { Value = file.AsOf }, new() { Value = (object?)file.Act ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = file.RowCount },
                new() { Value = JsonSerializer.Serialize(diff, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        })
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await FiscalRows.CopyAsync(connection, id, file, ct);
        return id;
    }

    public static async Task<FiscalFile?> ReadFileAsync(NpgsqlConnection connection, Guid? id, CancellationToken ct)
    {
        if (id is null)
        {
            return null;
        }

        FiscalFile file;
        await using (var command = new NpgsqlCommand("select kind, name, sha256, origin, as_of, act from fiscal_file where id = $1", connection) { Parameters = { new() { Value = id } } })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            file = new FiscalFile(
                Enum.Parse<FiscalFileKind>(reader.GetString(0), ignoreCase: true), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(4),
                reader.IsDBNull(5) ? null : reader.GetString(5))
            {
                Origin = reader.GetString(3),
            };
        }

        return await FiscalRows.ReadAsync(connection, id.Value, file, ct);
    }

    private static string Name(FiscalFileKind kind) => kind.ToString().ToLowerInvariant();
}
