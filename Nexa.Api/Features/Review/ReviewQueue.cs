using System.Globalization;
using Nexa.Api.Features.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Api.Features.Review;

/// <summary>The SQL of the queue: read by rank, claim, let go, ask.</summary>
internal sealed class ReviewQueue(NpgsqlDataSource database)
{
    private const string Columns = "r.id, r.state, r.reasons, r.reason, r.priority, r.claimed_by, r.claimed_until, r.question, r.answer, r.answer_task_id, r.created_at, c.xmin::text";
    private const int Width = 12;

    public async Task<(List<ReviewItemView> Items, string? Next)> PageAsync(Guid[] owners, string? state, string? reason, Guid? unclaimedOr, Cursor? after, int limit, CancellationToken ct)
    {
        var open = state is null or "OPEN";
        await using var command = database.CreateCommand();
        var where = "r.owner_id = owner.id and r.state = " + (open ? "'OPEN'" : "@state"); // a literal: the queue's index is partial
        if (!open)
        {
            command.Parameters.AddWithValue("state", state!);
        }

        if (reason is not null)
        {
            where += " and @reason = any(r.reasons)";
            command.Parameters.AddWithValue("reason", reason);
        }

        if (unclaimedOr is { } me)
        {
            where += " and (r.claimed_by is null or r.claimed_by = @me or r.claimed_until < now())";
            command.Parameters.AddWithValue("me", me);
        }

        if (after is not null)
        {
            where += " and (r.priority, r.id) < (@priority, @id)";
            command.Parameters.AddWithValue("priority", double.Parse(after.Key, CultureInfo.InvariantCulture));
            command.Parameters.AddWithValue("id", after.Id);
        }

        command.CommandText =
            $"""
            select {Columns}, {ClassificationView.Columns}
            from unnest(@owners) as owner(id)
            cross join lateral (select * from review_item r where {where} order by r.priority desc, r.id desc limit @limit) r
            join classification c on c.id = r.classification_id
            order by r.priority desc, r.id desc limit @limit
            """;
        command.Parameters.AddWithValue("owners", owners);
        command.Parameters.AddWithValue("limit", limit + 1);
        var items = await ReadAsync(command, ct);
        var more = items.Count > limit;
        return (more ? items[..limit] : items, more ? new Cursor("priority", items[limit - 1].Priority.ToString("R", CultureInfo.InvariantCulture), items[limit - 1].Id).ToString() : null);
    }

    public async Task<ReviewItemView?> FindAsync(Guid id, Guid[] owners, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select {Columns}, {ClassificationView.Columns} from review_item r join classification c on c.id = r.classification_id where r.id = $1 and r.owner_id = any($2)").With(id, owners);
        return (await ReadAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>Until when the item is the user's; null when it is another's, or not open.</summary>
    public async Task<DateTimeOffset?> ClaimAsync(Guid id, Guid[] owners, Guid user, TimeSpan hold, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update review_item set claimed_by = $3, claimed_until = now() + $4
            where id = $1 and owner_id = any($2) and state = 'OPEN' and (claimed_by is null or claimed_by = $3 or claimed_until < now())
            returning claimed_until
            """).With(id, owners, user, hold);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? row.GetFieldValue<DateTimeOffset>(0) : null;
    }

    public async Task<bool> ReleaseAsync(Guid id, Guid[] owners, Guid user, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "update review_item set claimed_by = null, claimed_until = null where id = $1 and owner_id = any($2) and claimed_by = $3").With(id, owners, user);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public async Task<bool> AskAsync(Guid id, Guid[] owners, Guid user, string question, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "update review_item set question = $4, asked_by = $3, answer = null, answered_by = null where id = $1 and owner_id = any($2) and state = 'OPEN'").With(id, owners, user, question);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static async Task<List<ReviewItemView>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var items = new List<ReviewItemView>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            items.Add(new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetString(3), row.GetDouble(4), row[5] as Guid?,
                row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6), row[7] as string, row[8] as string, row[9] as Guid?, row.GetFieldValue<DateTimeOffset>(10),
                ClassificationReader.ETagOf(row.GetString(11)), ClassificationView.Read(row, Width)));
        }

        return items;
    }
}
