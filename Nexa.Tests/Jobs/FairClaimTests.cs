using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Npgsql;

namespace Nexa.Tests.Jobs;

/// <summary>Who has many jobs does not hold back who has few.</summary>
public sealed class FairClaimTests(Servers servers) : IAsyncLifetime
{
    private static readonly Guid Ana = new("00000000-0000-7000-8000-00000000000a");
    private static readonly Guid Bia = new("00000000-0000-7000-8000-00000000000b");
    private static readonly Guid Caio = new("00000000-0000-7000-8000-00000000000c");
    private NpgsqlDataSource database = null!;
    private JobQueue queue = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        queue = new JobQueue(database);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Owners_take_turns_however_many_jobs_the_first_one_has(short priority)
    {
        await EnqueueAsync(Ana, 200, priority);
        await EnqueueAsync(Bia, 3, priority);
        await EnqueueAsync(Guid.Empty, 1, priority); // of a replica of the last release

        var first = await CountAsync(await queue.ClaimAsync(Errand.Kind, 3, "w", Ct), Ana, Bia, Guid.Empty);
        var second = await CountAsync(await queue.ClaimAsync(Errand.Kind, 4, "w", Ct), Ana, Bia, Guid.Empty);

        Assert.Equal([1, 1, 1], first);
        Assert.Equal([2, 2, 0], second);
    }

    [Fact]
    public async Task The_next_slot_is_of_who_has_the_fewest_jobs_running()
    {
        await EnqueueAsync(Ana, 100, priority: 1);
        Assert.Equal(40, (await queue.ClaimAsync(Errand.Kind, 40, "w", Ct)).Count);
        await EnqueueAsync(Bia, 100, priority: 1);
        await EnqueueAsync(Caio, 2, priority: 1);

        var next = await queue.ClaimAsync(Errand.Kind, 12, "w", Ct);

        Assert.Equal([0, 10, 2], await CountAsync(next, Ana, Bia, Caio));
        Assert.Equal([0, 30, 0], await CountAsync(await queue.ClaimAsync(Errand.Kind, 30, "w", Ct), Ana, Bia, Caio));
        Assert.Equal([5, 5, 0], await CountAsync(await queue.ClaimAsync(Errand.Kind, 10, "w", Ct), Ana, Bia, Caio));
    }

    [Fact]
    public async Task A_single_part_number_goes_before_batches_and_those_leave_the_kept_slots_alone()
    {
        await EnqueueAsync(Ana, 50, priority: 1);
        await EnqueueAsync(Bia, 1, priority: 0);

        var claimed = await queue.ClaimAsync(Errand.Kind, 10, 6, "w", Ct);
        await EnqueueAsync(Caio, 5, priority: 0);
        var then = await queue.ClaimAsync(Errand.Kind, 3, 0, "w", Ct);

        Assert.Equal([6, 1, 0], await CountAsync(claimed, Ana, Bia, Caio));
        Assert.Equal([0, 0, 3], await CountAsync(then, Ana, Bia, Caio));
    }

    [Fact]
    public async Task One_owner_alone_gets_all_slots_and_nobody_waits_for_a_job_of_later()
    {
        await EnqueueAsync(Ana, 70, priority: 0);
        await EnqueueAsync(Bia, 1, priority: 0);
        await database.Statement("update job set run_at = now() + interval '1 h' where owner_id = $1", Bia).ExecuteAsync(Ct);

        Assert.Equal([64, 0], await CountAsync(await queue.ClaimAsync(Errand.Kind, 64, "w", Ct), Ana, Bia));
    }

    [Fact]
    public async Task Claims_of_two_workers_at_once_take_each_job_once_and_leave_none()
    {
        for (var owner = 0; owner < 20; owner++)
        {
            await EnqueueAsync(Guid.NewGuid(), 10, (short)(owner % 2));
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            var mine = new List<Guid>();
            for (var jobs = await ClaimAsync(worker); jobs.Count > 0; jobs = await ClaimAsync(worker))
            {
                mine.AddRange(jobs.Select(job => job.Id));
            }

            return mine;
        }));

        var all = claimed.SelectMany(mine => mine).ToList();
        Assert.Equal(200, all.Count);
        Assert.Equal(200, all.Distinct().Count());

        Task<List<ClaimedJob>> ClaimAsync(int worker) => queue.ClaimAsync(Errand.Kind, 5, $"w{worker}", Ct);
    }

    private async Task EnqueueAsync(Guid owner, int count, short priority)
    {
        await using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql(database).Options);
        db.Jobs.AddRange(Enumerable.Range(0, count).Select(number => new Job
        {
            Id = Guid.CreateVersion7(), Kind = Errand.Kind, Payload = $$"""{"number":{{number}}}""", Priority = priority, OwnerId = owner,
        }));
        await db.SaveChangesAsync(Ct);
    }

    private async Task<List<int>> CountAsync(List<ClaimedJob> claimed, params Guid[] owners)
    {
        var found = await database.Statement("select owner_id from job where id = any($1)", claimed.ConvertAll(job => job.Id))
            .ListAsync(row => row.Id("owner_id"), Ct);
        return [.. owners.Select(owner => found.Count(one => one == owner))];
    }
}
