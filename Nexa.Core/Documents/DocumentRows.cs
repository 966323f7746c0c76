using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Documents;

/// <summary>The statements of the table <c>document</c>.</summary>
public static class DocumentRows
{
    /// <summary>Joins the document <c>d</c> of a <c>task t</c>.</summary>
    internal const string JoinDocument = "join document d on d.id = t.document_id";

    /// <summary>The file's name of <c>document d</c> against the pattern <c>@text</c>, without regard to case and accents.</summary>
    internal static readonly string NameMatches = $"{FoldName("d.file_name")} like {FoldName("@text")}";

    /// <summary>Whether the document of <c>task t</c> has such a name.</summary>
    internal static readonly string HasName = $"exists (select from document d where d.id = t.document_id and {NameMatches})";

    /// <summary>The expression that the index of file names has.</summary>
    internal static string FoldName(string expression) => ClassificationSearch.Fold(expression);

    private const int ErasedAtOnce = 20;

    /// <summary>Null when the content was erased, or the document is gone.</summary>
    public static async Task<(byte[] Content, string FileName)?> FindContentAsync(
        NpgsqlDataSource database, Guid id, CancellationToken ct) =>
        await database.Statement("select content, file_name from document where id = $1 and content is not null", id)
            .ListAsync(row => (row.Bytes("content"), row.Text("file_name")), ct) is [var found] ? found : null;

    /// <summary>Keeps what was read out of a document, as JSON.</summary>
    public static Task SaveExtractionAsync(NpgsqlConnection connection, Guid id, string json, CancellationToken ct) =>
        connection.Statement("update document set extraction = $2 where id = $1", id, SqlValue.Jsonb(json)).ExecuteAsync(ct);

    /// <summary>Erases the contents of documents older than <paramref name="keepFor"/>, a few at a time.</summary>
    /// <returns>How many were erased.</returns>
    public static async Task<int> EraseContentsAsync(NpgsqlDataSource database, TimeSpan keepFor, CancellationToken ct)
    {
        for (var erased = 0; ;)
        {
            var now = await database.Statement(
                """
                update document set content = null, erased_at = now() where id in (
                  select id from document where content is not null and created_at < now() - $1 limit $2 for update skip locked)
                """,
                keepFor, ErasedAtOnce).ExecuteAsync(ct);
            erased += now;
            if (now == 0)
            {
                return erased;
            }
        }
    }

    /// <summary>Deletes some documents of an organisation.</summary>
    public static Task<int> DeleteAsync(NpgsqlDataSource database, Guid organisation, int limit, CancellationToken ct) =>
        database.Statement(
            "delete from document where id in (select id from document where organisation_id = $1 limit $2)", organisation, limit)
            .ExecuteAsync(ct);
}
