using System.Threading.Channels;
using Nexa.Core.Jobs;
using StackExchange.Redis;

namespace Nexa.Tests.Jobs;

/// <summary>One worker is rung in turn, more for many jobs, all where nobody is known or running jobs are cancelled.</summary>
public sealed class DoorbellTests(Servers servers) : IAsyncLifetime
{
    private static readonly string[] Workers = ["a", "b", "c"];
    private readonly Channel<(string Worker, string Message)> heard = Channel.CreateUnbounded<(string, string)>();
    private ConnectionMultiplexer redis = null!;
    private Doorbell doorbell = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        redis = await ConnectionMultiplexer.ConnectAsync(await servers.RedisAsync());
        doorbell = new Doorbell(redis);
        await ListenAsync("all", Doorbell.Channel);
        foreach (var worker in Workers)
        {
            await ListenAsync(worker, Doorbell.FindChannel(worker));
        }
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    [Fact]
    public async Task Workers_are_rung_in_turn_and_as_many_as_the_jobs_need()
    {
        await MeetAsync(Workers);

        Assert.Equal(Workers, await HearAsync(() => doorbell.Ring("errand"), () => doorbell.Ring("errand"), () => doorbell.Ring("errand")));
        Assert.Equal(2, (await HearAsync(() => doorbell.Ring("errand", jobs: 17))).Distinct().Count());
        Assert.Equal(Workers, await HearAsync(() => doorbell.Ring("errand", jobs: 1_000)));
    }

    [Fact]
    public async Task All_hear_of_cancellations_and_the_others_of_a_ring_that_is_handed_on()
    {
        await MeetAsync(Workers);

        Assert.Equal(["all"], await HearAsync(() => doorbell.Ring(Doorbell.Cancellation)));
        Assert.Equal(["a", "c"], await HearAsync(() => doorbell.RingAnother("errand", "b")));
    }

    [Fact]
    public async Task A_worker_that_has_left_is_not_rung_and_without_any_all_are()
    {
        Assert.Equal(["all"], await HearAsync(() => doorbell.Ring("errand")));
        await MeetAsync("a", "b");
        doorbell.Announce("a", isLeaving: true);
        await MeetAsync("b");

        Assert.Equal(["b", "b"], await HearAsync(() => doorbell.Ring("errand"), () => doorbell.Ring("errand")));
    }

    private async Task ListenAsync(string worker, RedisChannel channel) =>
        await redis.GetSubscriber().SubscribeAsync(channel, (_, message) => heard.Writer.TryWrite((worker, message.ToString())));

    /// <summary>Has the workers say that they are there until a ring for many jobs reaches each of them.</summary>
    private async Task MeetAsync(params string[] workers)
    {
        while (!(await HearAsync(() => doorbell.Ring("errand", jobs: 1_000))).SequenceEqual(workers))
        {
            foreach (var worker in workers)
            {
                doorbell.Announce(worker);
            }
        }
    }

    /// <summary>Who hears what is rung, in alphabetical order: all that comes before a last word on each channel.</summary>
    private async Task<List<string>> HearAsync(params Action[] rings)
    {
        const string LastWord = "last";
        foreach (var ring in rings)
        {
            ring();
        }

        var rung = new List<string>();
        foreach (var channel in Workers.Select(Doorbell.FindChannel).Append(Doorbell.Channel))
        {
            await redis.GetSubscriber().PublishAsync(channel, LastWord);
        }

        for (var ended = 0; ended <= Workers.Length;)
        {
            var (worker, message) = await heard.Reader.ReadAsync(Ct);
            if (message == LastWord)
            {
                ended++;
            }
            else
            {
                rung.Add(worker);
            }
        }

        return [.. rung.Order(StringComparer.Ordinal)];
    }
}
