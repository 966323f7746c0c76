using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Documents;

/// <summary>A document in a list.</summary>
/// <param name="ErasedAt">When its content was erased; null while it is kept.</param>
/// <param name="Pages">Null until it was read, as the next ones.</param>
/// <param name="LinesFound">Lines read out of it.</param>
/// <param name="LinesWithPartnumber">Those of them that could be classified.</param>
/// <param name="LeftOut">Lines and pages that were seen and not read.</param>
/// <param name="TimesSent">How often the same file was sent.</param>
public sealed record DocumentSummary(
    Guid Id, string FileName, string ContentType, long Size, DateTimeOffset CreatedAt, DateTimeOffset? ErasedAt, string? Supplier,
    string? DocumentNumber, int? Pages, int? LinesFound, int? LinesWithPartnumber, int? LeftOut, int TimesSent)
{
    /// <summary>When the file's time is up: it is erased within the hour after; null where it was erased already.</summary>
    public DateTimeOffset? KeptUntil { get; init; }
}

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

    private const string SearchedText = "concat_ws(' ', d.file_name, d.extraction ->> 'supplier', d.extraction ->> 'document_number')";

    private const int ErasedAtOnce = 20;

    /// <summary>Bytes of a file that are read at a time.</summary>
    private const int Piece = 1 << 20;

    /// <summary>Null when the content was erased, or the document is gone.</summary>
    public static async Task<(byte[] Content, string FileName)?> FindContentAsync(
        NpgsqlDataSource database, Guid id, CancellationToken ct) =>
        await database.Statement("select content, file_name from document where id = $1 and content is not null", id)
            .ListAsync(row => (row.Bytes("content"), row.Text("file_name")), ct) is [var found] ? found : null;

    /// <summary>
    /// Writes the content of an organisation's document, as far as it is there, piece by piece: no connection and no whole file is kept
    /// while a slow client reads.
    /// </summary>
    public static async Task CopyContentAsync(NpgsqlDataSource database, Guid id, Guid organisation, Stream output, CancellationToken ct)
    {
        for (var from = 1; ; from += Piece)
        {
            var piece = await database.Statement(
                "select substring(content from $3 for $4) from document where id = $1 and organisation_id = $2",
                id, organisation, from, Piece).ScalarAsync<byte[]>(ct);
            if (piece is not { Length: > 0 })
            {
                return;
            }

            await output.WriteAsync(piece, ct);
        }
    }

    /// <summary>An organisation's documents, newest first.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="organisation">Whose.</param>
    /// <param name="search">
    /// Part of the file's name, the supplier or the document's number, without regard to case and accents; null for all.
    /// </param>
    /// <param name="before">The last document of the page before.</param>
    /// <param name="limit">Documents of a page.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<List<DocumentSummary>> ReadPageAsync(
        NpgsqlDataSource database, Guid organisation, string? search, Guid? before, int limit, CancellationToken ct) =>
        database.Statement(
            $"""
            select d.id, d.file_name, d.content_type, d.size, d.created_at, d.erased_at, d.extraction ->> 'supplier' as supplier,
              d.extraction ->> 'document_number' as document_number, (d.extraction ->> 'pages')::int as pages,
              (d.extraction ->> 'lines_found')::int as lines_found,
              (d.extraction ->> 'lines_with_partnumber')::int as lines_with_partnumber,
              (select sum((l ->> 'count')::int)::int from jsonb_array_elements(d.extraction -> 'left_out') l) as left_out,
              ({TaskRows.CountForDocument}) as times_sent
            from document d
            where d.organisation_id = $1 and ($2::uuid is null or d.id < $2)
              and ($3::text is null or {FoldName(SearchedText)} like {FoldName("$3")})
            order by d.id desc limit $4
            """,
            organisation, before, search is null ? null : $"%{Sql.EscapeLike(search)}%", limit).ListAsync(row => new DocumentSummary(
                row.Id("id"), row.Text("file_name"), row.Text("content_type"), row.Number<long>("size"), row.Time("created_at"),
                row.TimeOrNull("erased_at"), row.TextOrNull("supplier"), row.TextOrNull("document_number"), row.NumberOrNull<int>("pages"),
                row.NumberOrNull<int>("lines_found"), row.NumberOrNull<int>("lines_with_partnumber"),
                row.NumberOrNull<int>("left_out"), row.Number<int>("times_sent")), ct);

    /// <summary>What a person has made of the lines of a document; null where nobody has corrected them.</summary>
    public static Task<string?> FindCorrectedAsync(NpgsqlDataSource database, Guid id, CancellationToken ct) => database.Statement(
        "select extraction::text from document where id = $1 and (extraction ->> 'corrected')::bool", id).ScalarAsync<string?>(ct);

    /// <summary>Locks a document and reads its lines, as JSON.</summary>
    /// <returns>Whether it is there, and its lines; null where it was not read yet.</returns>
    public static async Task<(bool IsThere, string? Extraction)> LockExtractionAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct) =>
        await connection.Statement("select extraction::text as lines from document where id = $1 and organisation_id = $2 for update", id, organisation)
            .ListAsync(row => row.TextOrNull("lines"), ct) is [var found] ? (true, found) : (false, null);

    /// <summary>Keeps what was read out of a document, as JSON, unless a person has corrected its lines meanwhile.</summary>
    /// <returns>The lines that hold.</returns>
    public static async Task<string> SaveReadAsync(NpgsqlConnection connection, Guid id, string json, CancellationToken ct) =>
        await connection.Statement(
            """
            update document set extraction = case when (extraction ->> 'corrected')::bool then extraction else $2 end where id = $1
            returning case when (extraction ->> 'corrected')::bool then extraction::text end
            """,
            id, SqlValue.Jsonb(json)).ScalarAsync<string?>(ct) ?? json;

    /// <summary>Keeps the lines of a locked document as a person has corrected them, as JSON.</summary>
    public static Task SaveCorrectedAsync(NpgsqlConnection connection, Guid id, string json, CancellationToken ct) =>
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
