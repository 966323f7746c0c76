using System.Text.Json;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Api.Features.Classifications;

/// <summary>Reads one classification with its versions.</summary>
internal static class ClassificationReader
{
    /// <summary>The detail and its ETag, or null.</summary>
    public static async Task<(ClassificationDetail Detail, string ETag)?> FindAsync(NpgsqlDataSource database, Guid id, Guid[] sees, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        ClassificationView view;
        (string? Reason, Guid? Replaces, string? Changes, string Result, string Revision, Guid Part) rest;
        await using (var command = connection.Statement(
            $"select {ClassificationView.Columns}, c.reason, c.replaces_id, c.changes, c.result, c.xmin::text, c.part_number_id from classification c where c.id = $1 and c.owner_id = any($2)", id, sees))
        {
            await using var row = await command.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct))
            {
                return null;
            }

            view = ClassificationView.Read(row);
            rest = (row["reason"] as string, row["replaces_id"] as Guid?, row["changes"] as string, row.GetString(row.GetOrdinal("result")), row.GetString(row.FieldCount - 2), row.GetGuid(row.FieldCount - 1));
        }

        await using var versions = connection.Statement(
            """
            select id, version, status, ncm, exception, author_id, reason, changes, approved_at, created_at
            from classification where part_number_id = $1 and owner_id = $2 order by version desc limit 200
            """, rest.Part, view.OwnerId);
        var all = new List<VersionView>();
        await using var version = await versions.ExecuteReaderAsync(ct);
        while (await version.ReadAsync(ct))
        {
            all.Add(new(version.GetGuid(0), version.GetInt32(1), version.GetString(2), version[3] as string, version[4] as string, version[5] as Guid?, version[6] as string,
                Json(version[7] as string), version.IsDBNull(8) ? null : version.GetFieldValue<DateTimeOffset>(8), version.GetFieldValue<DateTimeOffset>(9)));
        }

        return (new(view, rest.Reason, rest.Replaces, Json(rest.Changes), Json(rest.Result)!.Value, all), ETagOf(rest.Revision));
    }

    public static string ETagOf(string revision) => $"\"{revision}\"";

    /// <summary>The revision that a request's If-Match names; null for any.</summary>
    public static string? RevisionOf(HttpRequest request) =>
        request.Headers.IfMatch is [{ } tag] && tag.Trim() is not "*" ? tag.Trim().Replace("W/", "", StringComparison.Ordinal).Trim('"') : null;

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
