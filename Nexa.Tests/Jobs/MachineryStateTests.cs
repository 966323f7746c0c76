using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Tests.Jobs;

/// <summary>What GET /operator/state says of the queue.</summary>
public sealed class MachineryStateTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_sees_depth_age_and_late_failures_and_no_error_of_a_job()
    {
        await using var host = await ApiHost.StartAsync(
            servers, more: [("Operation:TraceUrl", "https://traces.example/trace/{trace}?view=all")]);
        await using var database = NpgsqlDataSource.Create(host.Database);
        await database.Statement(
            """
            insert into job (id, kind, payload, max_attempts, state, run_at, attempt, finished_at, last_error, trace_parent) values
              (gen_random_uuid(), 'classify-items', '{}', 5, 'queued', now() - interval '90 s', 0, null, null, null),
              (gen_random_uuid(), 'classify-items', '{}', 5, 'queued', now() + interval '1 h', 0, null, null, null),
              (gen_random_uuid(), 'extract-document', '{}', 5, 'failed', now(), 5, now(), 'pedido-4711.pdf',
                '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
              (gen_random_uuid(), 'extract-document', '{}', 5, 'failed', now(), 5, now() - interval '25 h', 'pedido-1.pdf', null)
            """).ExecuteAsync(Ct);
        using var client = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));

        var state = await client.GetFromJsonAsync<JsonElement>("/operator/state", Ct);

        var queue = Assert.Single(state.GetProperty("queue").EnumerateArray());
        Assert.Equal(("classify-items", 1, 2),
            (queue.GetProperty("kind").GetString(), queue.GetProperty("ready").GetInt32(), queue.GetProperty("waiting").GetInt32()));
        Assert.InRange(queue.GetProperty("oldest_age").GetDouble(), 90, 600);
        var failure = Assert.Single(state.GetProperty("failures").EnumerateArray());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", failure.GetProperty("trace").GetString());
        Assert.Equal("https://traces.example/trace/4bf92f3577b34da6a3ce929d0e0e4736?view=all", failure.GetProperty("trace_url").GetString());
        Assert.DoesNotContain("pedido", state.ToString(), StringComparison.Ordinal);
        Assert.All(state.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("healthy").GetBoolean()));
    }
}
