using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexa.Core.Data;
using Nexa.Mail;
using Nexa.Worker.Organisations;
using Npgsql;

namespace Nexa.Tests.Auth;

/// <summary>The erasure of an organisation from the request of its ADMIN to the letter that says it is done.</summary>
public sealed class ErasureTests(Servers servers)
{
    private const string Owned =
        """
        select (select count(*) from task) + (select count(*) from task_item) + (select count(*) from document)
          + (select count(*) from classification where organisation_id = $1)
        """;

    /// <summary>More than one transaction of the erasure removes.</summary>
    private const int Tasks = 1200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_that_was_cut_off_goes_on_and_its_admins_are_told_by_whom()
    {
        await using var sink = new SmtpSink();
        await using var app = await NexaApp.StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = sink.Port, ["Mail:Security"] = "None", ["Nexa:PasswordIterations"] = "1000",
        });
        var organisation = await RegisterAsync(app, "ana@example.com", "Ana");
        await using var database = NpgsqlDataSource.Create(app.Database);
        await FillAsync(database, organisation);
        await using var held = await database.OpenConnectionAsync(Ct);
        await using var holding = await held.BeginTransactionAsync(Ct);
        await held.Statement("select id from task where organisation_id = $1 order by id desc limit 1 for update", organisation)
            .ExecuteAsync(Ct);

        var asked = await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/organisation")
        {
            Content = JsonContent.Create(new { name = "Importadora da Ana", current_password = AccountTests.Password }),
        }, Ct);
        await Eventually.HoldsAsync(async () => await database.Statement(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
            .ScalarAsync<long>(Ct) > 0);
        await app.StopWorkerAsync();
        var left = await database.Statement(Owned, organisation).ScalarAsync<long>(Ct);
        await holding.RollbackAsync(Ct);
        app.StartWorker();
        using var letter = await sink.NextAsync(Ct);

        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.InRange(left, 1, 2 * Tasks); // cut off in the middle
        Assert.Equal(0, await database.Statement(Owned, organisation).ScalarAsync<long>(Ct));
        Assert.Equal(0, await database.Statement("select count(*) from organisation where id = $1", organisation).ScalarAsync<long>(Ct));
        Assert.Equal("ana@example.com", Assert.Single(letter.To.Mailboxes).Address);
        Assert.Equal("Nexa: a organização Importadora da Ana foi excluída", letter.Subject);
        Assert.Contains("a pedido de Ana.", letter.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_that_is_refused_keeps_no_letter_from_the_others()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (first, second) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        var refused = first.Id.CompareTo(second.Id) < 0 ? first : second; // the one that is written to first
        await using var database = NpgsqlDataSource.Create(host.Database);
        var mailer = new RefusingMailer([refused.Email]);
        var handler = new EraseOrganisationHandler(database, mailer, NullLogger<EraseOrganisationHandler>.Instance);

        await handler.RunAsync(new(Guid.NewGuid(), new("Empresa", first.Id, [first.Id, second.Id])), job: null!, Ct);

        Assert.Equal([refused == first ? second.Email : first.Email], mailer.Sent);
        await Assert.ThrowsAsync<IOException>(() => new EraseOrganisationHandler(
            database, new RefusingMailer([first.Email, second.Email]), NullLogger<EraseOrganisationHandler>.Instance)
            .RunAsync(new(Guid.NewGuid(), new("Empresa", first.Id, [first.Id, second.Id])), job: null!, Ct));
    }

    private static async Task<Guid> RegisterAsync(NexaApp app, string email, string name)
    {
        await app.PostAsync("/register", new { name, email, password = AccountTests.Password, organisation = "Importadora da Ana" }, 201);
        var signedIn = await app.PostAsync("/login", new { email, password = AccountTests.Password }, 200);
        app.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", signedIn.Text("access_token"));
        return signedIn.Id("organisation_id");
    }

    private static Task FillAsync(NpgsqlDataSource database, Guid organisation) => database.Statement(
        """
        with tasks as (
          insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq)
          select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'BATCH', 'DONE', false, 1, 1, 0, 0
          from generate_series(1, $2) n returning id),
        files as (
          insert into document (id, organisation_id, file_name, content_type, size, sha256, content)
          select gen_random_uuid(), $1, 'pedido.pdf', 'application/pdf', 4, decode(md5(n::text), 'hex'), 'x' from generate_series(1, 30) n)
        insert into task_item (id, task_id, position, part_number, status) select gen_random_uuid(), id, 1, 'PN-1', 'DONE' from tasks
        """,
        organisation, Tasks).ExecuteAsync(Ct);

    private sealed class RefusingMailer(string[] refused) : IMailer
    {
        public List<string> Sent { get; } = [];

        public bool CanSend => true;

        public Task SendAsync(Letter letter, CancellationToken ct)
        {
            if (refused.Contains(letter.To))
            {
                throw new IOException("550 no such user");
            }

            Sent.Add(letter.To);
            return Task.CompletedTask;
        }
    }
}
