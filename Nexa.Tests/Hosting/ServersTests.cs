using Npgsql;

namespace Nexa.Tests.Hosting;

public sealed class ServersTests(Servers servers)
{
    [Fact]
    public async Task Every_test_class_can_have_a_database_of_its_own()
    {
        var ct = TestContext.Current.CancellationToken;
        var first = await servers.CreateDatabaseAsync();
        var second = await servers.CreateDatabaseAsync();

        await using var connection = new NpgsqlConnection(first);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("show synchronous_commit", connection);

        Assert.False(string.Equals(first, second, StringComparison.Ordinal));
        Assert.Equal("on", await command.ExecuteScalarAsync(ct));
    }

    [Fact]
    public async Task Redis_answers_and_channels_have_a_prefix()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(await servers.RedisAsync("servers-test"));
        var heard = new TaskCompletionSource<string>();
        await redis.GetSubscriber()
            .SubscribeAsync(StackExchange.Redis.RedisChannel.Literal("room"), (_, message) => heard.TrySetResult(message.ToString()));

        await redis.GetSubscriber().PublishAsync(StackExchange.Redis.RedisChannel.Literal("room"), "hello");

        Assert.Equal("hello", await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), ct));
    }
}
