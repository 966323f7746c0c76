using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Data;
using Nexa.Core.Idempotency;

namespace Nexa.Tests.Idempotency;

public sealed class IdempotencyTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task The_same_post_again_gets_the_first_answer_and_does_nothing()
    {
        var ana = host.As(AnalystHost.Ana);
        var key = ("Idempotency-Key", "first");

        var first = await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-1" }, 202, key);
        var again = await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-1" }, 202, key);
        var others = await host.As(AnalystHost.Stranger).PostAsync("/classify-partnumber", new { partnumber = "IDEM-1" }, 202, key);

        Assert.Equal(first.Id("task_id"), again.Id("task_id"));
        Assert.NotEqual(first.Id("task_id"), others.Id("task_id"));
        Assert.Equal(2L, await host.ScalarAsync("select count(*) from task_item where part_number = 'IDEM-1'"));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_422()
    {
        var ana = host.As(AnalystHost.Ana);

        await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-2" }, 202, ("Idempotency-Key", "second"));

        await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-3" }, 422, ("Idempotency-Key", "second"));
    }

    [Fact]
    public async Task Of_many_at_once_one_runs()
    {
        var ana = host.As(AnalystHost.Ana);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post,
                    "/classify-partnumber") { Content = new StringContent("{\"partnumber\":\"IDEM-MANY\"}",
                        new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("Idempotency-Key", "many");
            return (int)(await ana.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
        }));

        Assert.All(statuses, status => Assert.True(status is 202 or 409, $"{status}"));
        Assert.Contains(202, statuses);
        Assert.Equal(1L, await host.ScalarAsync("select count(*) from task_item where part_number = 'IDEM-MANY'"));
    }

    [Fact]
    public async Task What_a_dead_request_left_and_what_is_older_than_a_day_can_be_taken_again()
    {
        var ana = host.As(AnalystHost.Ana);
        var first = await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-OLD" }, 202, ("Idempotency-Key", "old"));
        await host.ExecuteAsync("update idempotency_key set status_code = null where key = 'old'");
        await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-OLD" }, 409, ("Idempotency-Key", "old"));

        await host.ExecuteAsync("update idempotency_key set locked_until = now() - interval '1 s' where key = 'old'");
        var second = await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-OLD" }, 202, ("Idempotency-Key", "old"));
        Assert.NotEqual(first.Id("task_id"), second.Id("task_id"));

        await host.ExecuteAsync("update idempotency_key set created_at = now() - interval '25 h' where key = 'old'");
        await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-NEW" }, 202, ("Idempotency-Key", "old"));
    }

    [Fact]
    public async Task Who_hangs_up_in_between_finds_the_answer_under_the_key()
    {
        var ana = host.As(AnalystHost.Ana);
        using var hangUp = new CancellationTokenSource();
        Task sent;
        await using (var connection = await host.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using (var hold = connection.Statement("lock table task in share mode"))
            {
                await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            using var request =
                new HttpRequestMessage(HttpMethod.Post,
                    "/classify-partnumber") { Content = new StringContent("{\"partnumber\":\"IDEM-HANG\"}",
                        new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("Idempotency-Key", "hang-up");
            sent = ana.SendAsync(request, hangUp.Token);
            await Eventually.HoldsAsync(async () =>
                await host.ScalarAsync(
                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") is > 0L);
            await hangUp.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        await Eventually.HoldsAsync(async () =>
            await host.ScalarAsync("select count(*) from idempotency_key where key = 'hang-up' and status_code = 202") is 1L);
        var again = await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-HANG" }, 202, ("Idempotency-Key", "hang-up"));
        Assert.Equal(again.Id("task_id"), await host.ScalarAsync("select task_id from task_item where part_number = 'IDEM-HANG'"));
    }

    [Fact]
    public async Task Large_answers_of_an_organisation_have_a_bound_and_small_ones_are_always_kept()
    {
        using var scope = OrganisationScope.Enter(AnalystHost.Ana);
        var store = host.Services.GetRequiredService<IdempotencyStore>();

        Assert.True(await KeepAsync("bound-filled", IdempotencyStore.LargestAlways + 1));
        await host.ExecuteAsync(
            "update idempotency_key set body = convert_to(repeat('x', $1::int), 'UTF8') where key = 'bound-filled'",
            (int)IdempotencyStore.MostKept + 1);
        Assert.False(await KeepAsync("bound-large", IdempotencyStore.LargestAlways + 1));
        Assert.True(await KeepAsync("bound-small", IdempotencyStore.LargestAlways));
        await host.ExecuteAsync("delete from idempotency_key where key like 'bound-%'");

        async Task<bool> KeepAsync(string key, int bytes)
        {
            var mine = Assert.IsType<IdempotencyStore.Taken.Mine>(
                await store.TakeAsync(AnalystHost.Ana, key, [1], TestContext.Current.CancellationToken));
            return await store.KeepAsync(AnalystHost.Ana, key, mine.Attempt, 200, "{}", new byte[bytes]);
        }
    }

    [Fact]
    public async Task What_a_request_that_was_given_up_says_late_is_not_the_answer()
    {
        using var scope = OrganisationScope.Enter(AnalystHost.Ana);
        var store = host.Services.GetRequiredService<IdempotencyStore>();
        var ct = TestContext.Current.CancellationToken;
        var late = Assert.IsType<IdempotencyStore.Taken.Mine>(await store.TakeAsync(AnalystHost.Ana, "late", [1], ct));
        await host.ExecuteAsync("update idempotency_key set locked_until = now() - interval '1 s' where key = 'late'");
        var heir = Assert.IsType<IdempotencyStore.Taken.Mine>(await store.TakeAsync(AnalystHost.Ana, "late", [1], ct));
        await store.KeepAsync(AnalystHost.Ana, "late", heir.Attempt, 202, "{}", [2]);

        await store.KeepAsync(AnalystHost.Ana, "late", late.Attempt, 500, "{}", [3]);
        await store.ReleaseAsync(AnalystHost.Ana, "late", late.Attempt);

        Assert.Equal(202, Assert.IsType<IdempotencyStore.Taken.Answered>(await store.TakeAsync(AnalystHost.Ana, "late", [1], ct)).Status);
    }

    [Fact]
    public async Task What_is_older_than_a_day_is_pruned()
    {
        var ana = host.As(AnalystHost.Ana);
        await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-PRUNE" }, 202, ("Idempotency-Key", "prune-old"));
        await ana.PostAsync("/classify-partnumber", new { partnumber = "IDEM-PRUNE" }, 202, ("Idempotency-Key", "prune-young"));
        await host.ExecuteAsync("update idempotency_key set created_at = now() - interval '25 h' where key = 'prune-old'");

        await ExpiredRows.DeleteAsync(host.Database, TimeSpan.FromDays(30), TestContext.Current.CancellationToken);

        Assert.Equal("prune-young", await host.ScalarAsync("select string_agg(key, ' ') from idempotency_key where key like 'prune-%'"));
    }

    [Fact]
    public async Task An_upload_sent_again_is_the_same_upload_whatever_its_boundary()
    {
        var ana = host.As(AnalystHost.Ana);

        var first = await (await UploadAsync("Part Number;Qtd\nIDEM-UP-1;10\n")).JsonAsync(202);
        var again = await UploadAsync("Part Number;Qtd\nIDEM-UP-1;10\n");
        using var other = await UploadAsync("Part Number;Qtd\nIDEM-UP-2;10\n");

        Assert.Equal(first.Id("task_id"), (await again.JsonAsync(202)).Id("task_id"));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(422, (int)other.StatusCode);
        Assert.Equal(1L, await host.ScalarAsync("select count(*) from task where document_id = $1", first.Id("document_id")));
        using var broken =
            new HttpRequestMessage(HttpMethod.Post,
                "/upload-sheet") { Content = new StringContent("--x\r\nContent-Disposition: form-data",
                    new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new("boundary", "x") } }) };
        broken.Headers.Add("Idempotency-Key", "broken");
        await (await ana.SendAsync(broken, TestContext.Current.CancellationToken)).JsonAsync(400);

        async Task<HttpResponseMessage> UploadAsync(string csv)
        {
            using var form =
                new MultipartFormDataContent { { new StringContent("Fornecedor"), "supplier" },
                    { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(csv)), "planilha", "pedido.csv" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/upload-sheet") { Content = form };
            request.Headers.Add("Idempotency-Key", "upload");
            return await ana.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }
}
