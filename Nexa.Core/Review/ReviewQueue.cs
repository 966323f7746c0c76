using System.Globalization;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.Review;

/// <param name="Id">The item.</param>
/// <param name="State">OPEN, ANSWERED, APPROVED, CORRECTED, REJECTED, NOTGOODS or SUPERSEDED.</param>
/// <param name="Reasons">Why it is here: NO_NCM, PARTIAL_NCM, DOUBT, CONFLICT, LEGAL_CHANGE, SAMPLE, REQUESTED.</param>
/// <param name="Reason">The same in words.</param>
/// <param name="Priority">(1 − confidence) × tax at stake: the queue's order.</param>
/// <param name="ClaimedBy">Who has it, until when.</param>
/// <param name="ErpText">The description as it came with the part number.</param>
/// <param name="Line">Of the document that it was classified from.</param>
/// <param name="Alternatives">The nearest codes that were not chosen, with what each changes in tax.</param>
/// <param name="Questions">What the agents would have to know.</param>
public sealed record ReviewItemView(
    Guid Id, string State, IReadOnlyList<string> Reasons, string Reason, double Priority, Guid? ClaimedBy, DateTimeOffset? ClaimedUntil,
    string? Question, string? Answer, Guid? AnswerTaskId, DateTimeOffset CreatedAt, string Etag, ClassificationView Classification,
    string? ErpText, ItemLine? Line, IReadOnlyList<AnswerFact> Evidence, IReadOnlyList<ReviewAlternative> Alternatives,
    IReadOnlyList<string> Questions);

/// <param name="Open">Items that wait for a person.</param>
/// <param name="DecidedToday">Decisions of the caller since midnight that were not undone.</param>
public sealed record ReviewSummary(int Open, int DecidedToday);

/// <summary>What was sent with the part number of an item.</summary>
public sealed record AskedItem(string? Description, string? Supplier, string? Ncm, string? Coo);

/// <summary>The statements of an analyst's work on the table <c>review_item</c>: read by rank, claim, let go, ask, answer.</summary>
public sealed class ReviewQueue(NpgsqlDataSource database, OrganisationTables fiscal, TimeProvider clock)
{
    private const string Columns =
        """
        r.id as item_id, r.state, r.reasons, r.reason as reason_text, r.priority, r.claimed_by, r.claimed_until, r.question, r.answer,
        r.answer_task_id, r.created_at as raised_at, c.xmin::text as revision, c.result::text as result
        """;

    /// <summary>One value of JSON: how many items of all organisations wait, and the seconds since the oldest was raised.</summary>
    internal const string MeasureOpen =
        """
        select jsonb_build_object('open', count(*), 'oldest_age', coalesce(extract(epoch from now() - min(created_at))::float8, 0))
        from review_item where state = 'OPEN'
        """;

    /// <summary>Whether a version waits for a person.</summary>
    internal static string IsWaiting(string classification) =>
        $"exists (select from review_item r where r.classification_id = {classification} and r.state in ('OPEN', 'ANSWERED'))";

    /// <summary>The name of another person than the reviewer who is deciding about a version.</summary>
    internal static string SelectClaimant(string classification, string reviewer) =>
        $"""
        (select u.name from review_item r {UserRows.JoinUser("u", "r.claimed_by")}
          where r.classification_id = {classification} and r.state = 'OPEN' and r.claimed_by <> {reviewer} and r.claimed_until > now())
        """;

    /// <param name="organisation">Whose items.</param>
    /// <param name="state">OPEN where it is null.</param>
    /// <param name="reason">Only items with this reason.</param>
    /// <param name="unclaimedOr">Only items that nobody but this user has claimed.</param>
    /// <param name="after">Where the last page ended.</param>
    /// <param name="limit">Items of a page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(List<ReviewItemView> Items, string? Next)> ReadPageAsync(
        Guid organisation, string? state, string? reason, Guid? unclaimedOr, Cursor? after, int limit, CancellationToken ct)
    {
        var open = state is null or "OPEN";
        var statement = database.Filter();
        // A literal: the queue's index is partial.
        var where = "r.organisation_id = @organisation and r.state = " + (open ? "'OPEN'" : "@state");
        if (!open)
        {
            statement.Bind("state", state);
        }

        if (reason is not null)
        {
            where += " and @reason = any(r.reasons)";
            statement.Bind("reason", reason);
        }

        if (unclaimedOr is not null)
        {
            where += " and (r.claimed_by is null or r.claimed_by = @me or r.claimed_until < now())";
            statement.Bind("me", unclaimedOr);
        }

        if (after is not null)
        {
            where += " and (r.priority, r.id) < (@priority, @id)";
            statement.Bind("priority", Cursor.ParseNumber(after.Key));
            statement.Bind("id", after.Id);
        }

        statement.SetText(
            $"""
            select {Columns}, {ClassificationView.Columns}
            from (select * from review_item r where {where} order by r.priority desc, r.id desc limit @limit) r
            {ClassificationSql.JoinVersion("r.classification_id")}
            order by r.priority desc, r.id desc limit @limit
            """);
        statement.Bind("organisation", organisation);
        statement.Bind("limit", limit + 1);
        var items = await DescribeAsync(await statement.ListAsync(ReadRow, ct), organisation, ct);
        if (items.Count <= limit)
        {
            return (items, null);
        }

        var last = items[limit - 1];
        return (items[..limit], new Cursor("priority", last.Priority.ToString("R", CultureInfo.InvariantCulture), last.Id).ToString());
    }

    /// <remarks>The ids of decisions begin with their time: those of a day are a stretch of the primary key.</remarks>
    public async Task<ReviewSummary> SummarizeAsync(Guid organisation, Guid user, DateTimeOffset midnight, CancellationToken ct) =>
        (await database.Statement(
            """
            select
              (select count(*)::int from review_item where organisation_id = $1 and state = 'OPEN') as open,
              (select count(*)::int from decision
               where id >= $3 and organisation_id = $1 and actor_id = $2 and undone_at is null) as decided
            """,
            organisation, user, Guid.CreateVersion7(midnight)).ListAsync(
                row => new ReviewSummary(row.Number<int>("open"), row.Number<int>("decided")), ct)).Single();

    public async Task<ReviewItemView?> FindAsync(Guid id, Guid organisation, CancellationToken ct) =>
        (await DescribeAsync(await database.Statement(
            $"""
            select {Columns}, {ClassificationView.Columns}
            from review_item r {ClassificationSql.JoinVersion("r.classification_id")} where r.id = $1 and r.organisation_id = $2
            """,
            id, organisation).ListAsync(ReadRow, ct), organisation, ct)).SingleOrDefault();

    /// <summary>Until when the item is the user's; null when another person has it, or it is not open.</summary>
    public async Task<DateTimeOffset?> ClaimAsync(Guid id, Guid organisation, Guid user, TimeSpan hold, CancellationToken ct) =>
        await database.Statement(
            """
            update review_item set claimed_by = $3, claimed_until = now() + $4
            where id = $1 and organisation_id = $2 and state = 'OPEN' and (claimed_by is null or claimed_by = $3 or claimed_until < now())
            returning claimed_until
            """,
            id, organisation, user, hold).ListAsync(row => row.Time("claimed_until"), ct) is [var until] ? until : null;

    public async Task<bool> ReleaseAsync(Guid id, Guid organisation, Guid user, CancellationToken ct) => await database.Statement(
        "update review_item set claimed_by = null, claimed_until = null where id = $1 and organisation_id = $2 and claimed_by = $3",
        id, organisation, user).ExecuteAsync(ct) == 1;

    public async Task<bool> AskAsync(Guid id, Guid organisation, Guid user, string question, CancellationToken ct) =>
        await database.Statement(
        """
        update review_item set question = $4, asked_by = $3, answer = null, answered_by = null
        where id = $1 and organisation_id = $2 and state = 'OPEN'
        """,
        id, organisation, user, question).ExecuteAsync(ct) == 1;

    /// <summary>Answers the item's question in the caller's transaction; of two answers one finds it open.</summary>
    /// <returns>What was asked with the part number; null when the item is not open, or has no question.</returns>
    public static async Task<AskedItem?> AnswerAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, Guid user, string answer, CancellationToken ct) =>
        await connection.Statement(
            $"""
            update review_item r set state = 'ANSWERED', answer = $3, answered_by = $4, claimed_by = null, claimed_until = null
            from {ClassificationSql.WithFirstAsked}
            where r.id = $1 and r.organisation_id = $2 and r.state = 'OPEN' and r.question is not null and c.id = r.classification_id
            returning i.description, i.supplier, i.ncm, i.coo
            """,
            id, organisation, answer, user).ListAsync(row => new AskedItem(
                row.TextOrNull("description"), row.TextOrNull("supplier"), row.TextOrNull("ncm"), row.TextOrNull("coo")),
            ct) is [var asked] ? asked : null;

    /// <summary>Notes the task that classifies anew with the answer.</summary>
    public static Task LinkTaskAsync(NpgsqlConnection connection, Guid id, Guid organisation, Guid taskId, CancellationToken ct) =>
        connection.Statement(
            "update review_item set answer_task_id = $3 where id = $1 and organisation_id = $2", id, organisation, taskId).ExecuteAsync(ct);

    /// <summary>Adds what was asked, the line it stands on, and what the answer says beside its code.</summary>
    private async Task<List<ReviewItemView>> DescribeAsync(
        List<(ReviewItemView Item, string Result)> rows, Guid organisation, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var (tables, today) = (await fiscal.FindAsync(organisation, ct), BrazilTime.Today(clock));
        var asked = (await database.Statement(
            $"""
            select c.id, i.description, i.part_number, i.task_id from {ClassificationSql.WithLastAsked}
            where c.id = any($1) and c.organisation_id = $2
            """,
            rows.ConvertAll(row => row.Item.Classification.Id), organisation).ListAsync(row => (
                Id: row.Id("id"), Text: row.TextOrNull("description"), Number: row.TextOrNull("part_number"),
                Task: row.IdOrNull("task_id")), ct)).ToDictionary(one => one.Id);
        var lines = await ItemLines.FindAsync(database, organisation,
            [.. asked.Values.Where(one => one.Task is not null).Select(one => (one.Task!.Value, one.Number!))], ct);
        return rows.ConvertAll(row =>
        {
            var contents = ReviewContents.ReadAnswer(row.Result, row.Item.Classification, tables, today);
            var item = asked.GetValueOrDefault(row.Item.Classification.Id);
            return row.Item with
            {
                ErpText = item.Text, Evidence = contents.Evidence, Alternatives = contents.Alternatives, Questions = contents.Questions,
                Line = item.Task is { } task ? lines.GetValueOrDefault((task, item.Number!.Trim().ToUpperInvariant())) : null,
            };
        });
    }

    private static (ReviewItemView Item, string Result) ReadRow(SqlRow row) => (new(
        row.Id("item_id"), row.Text("state"), row.Texts("reasons"), row.Text("reason_text"), row.Number<double>("priority"),
        row.IdOrNull("claimed_by"),
        row.TimeOrNull("claimed_until"), row.TextOrNull("question"), row.TextOrNull("answer"), row.IdOrNull("answer_task_id"),
        row.Time("raised_at"),
        ClassificationReader.ToETag(row.Text("revision")), ClassificationView.ReadRow(row), null, null, [], [], []), row.Text("result"));
}
