using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Tests.Auth;
using Npgsql;

namespace Nexa.Tests.Downloads;

/// <summary>Clients that ask for a large answer and read its first bytes only.</summary>
public sealed class SlowReaderTests(Servers servers)
{
    /// <summary>More than the kernel keeps for a socket that nobody reads: Linux sends up to 4 MB ahead.</summary>
    private const int Rows = 200;
    private const int LinesOfRow = 1_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/me/data")]
    [InlineData("/organisation/data")]
    [InlineData("/organisation/archive")]
    [InlineData("/export-json?status=REPLACED&include_undecided=true")]
    [InlineData("/documents/{0}/file")]
    public async Task Slow_readers_hold_no_connection_of_the_database(string path)
    {
        await using var host = await StartAsync(pool: 2);
        var people = new[] { await host.CreateUserAsync(password: AccountTests.Password), await host.CreateUserAsync() };
        var readers = new List<SlowReader>();
        foreach (var person in people)
        {
            var document = await FillAsync(host, person);
            var own = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, document);
            readers.Add(await SlowReader.AskAsync(host, await host.TokenAsync(person), own));
            readers.Add(await SlowReader.AskAsync(host, await host.TokenAsync(person), own));
        }

        using var nobody = host.Client();
        var (token, _) = await AccountTests.SignInAsync(nobody, people[0].Email, AccountTests.Password);
        using var client = host.Client(token);
        Assert.All(readers, reader => Assert.StartsWith("HTTP/1.1 200", reader.StatusLine, StringComparison.Ordinal));
        foreach (var asked in (string[])["/history", "/me", "/health"])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(asked, UriKind.Relative), Ct)).StatusCode);
        }

        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task Slow_readers_have_two_places_a_person_and_take_none_of_the_replica()
    {
        await using var host = await StartAsync(10, ("Quotas:ExportsOfReplica", "1"));
        var readers = new List<SlowReader>();
        for (var person = 0; person < 3; person++)
        {
            var user = await host.CreateUserAsync();
            await FillAsync(host, user);
            for (var i = 0; i < 3; i++)
            {
                readers.Add(await SlowReader.AskAsync(host, await host.TokenAsync(user), "/me/data"));
            }
        }

        Assert.Equal(["200", "200", "429", "200", "200", "429", "200", "200", "429"], readers.Select(reader => reader.StatusLine[9..12]));
        Assert.All(readers.Where(reader => reader.StatusLine.Contains("429", StringComparison.Ordinal)),
            reader => Assert.Contains("Retry-After: 5\r\n", reader.Head, StringComparison.Ordinal));
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task A_replica_reads_for_so_many_answers_at_a_time_as_it_may()
    {
        await using var host = await StartAsync(10, ("Quotas:ExportsOfReplica", "1"));
        var people = new[] { await host.CreateUserAsync(), await host.CreateUserAsync() };
        var document = await FillAsync(host, people[1]);
        using var first = await host.ClientAsync(people[0]);
        using var second = await host.ClientAsync(people[1]);
        var (export, file) = (new Uri("/organisation/data", UriKind.Relative), new Uri($"/documents/{document}/file", UriKind.Relative));
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var held = await database.OpenConnectionAsync(Ct);
        Task<HttpResponseMessage> reads;
        await using (await held.BeginTransactionAsync(Ct))
        {
            await held.Statement("lock table classification").ExecuteAsync(Ct);
            reads = first.GetAsync(export, Ct);
            await Eventually.HoldsAsync(async () => await database.Statement(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                .ScalarAsync<long>(Ct) == 1);

            using var refused = await second.GetAsync(export, Ct);
            using var inPieces = await second.GetAsync(file, Ct);

            Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, inPieces.StatusCode));
        }

        Assert.Equal(HttpStatusCode.OK, (await reads).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync(export, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("Downloads:Deadline", "00:00:10")]
    [InlineData("Downloads:MinBytesPerSecond", "100000000")] // and the grace of Kestrel's, five seconds
    public async Task A_reader_that_is_too_slow_is_cut_and_its_place_is_free(string setting, string value)
    {
        await using var host = await StartAsync(10, (setting, value), ("Quotas:Exports:User", "1"));
        var user = await host.CreateUserAsync();
        await FillAsync(host, user);
        using var client = await host.ClientAsync(user);
        using var slow = await SlowReader.AskAsync(host, await host.TokenAsync(user), "/me/data");

        Assert.StartsWith("HTTP/1.1 200", slow.StatusLine, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync()).StatusCode);
        await Eventually.HoldsAsync(async () => (await AskAsync()).StatusCode == HttpStatusCode.OK, TimeSpan.FromMinutes(1));

        async Task<HttpResponseMessage> AskAsync() => await client.GetAsync(new Uri("/me/data", UriKind.Relative), Ct);
    }

    [Fact]
    public async Task An_answer_that_is_not_ready_in_time_says_so()
    {
        await using var host = await StartAsync(10, ("Downloads:Deadline", "00:00:01"));
        var user = await host.CreateUserAsync();
        using var client = await host.ClientAsync(user);
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var held = await database.OpenConnectionAsync(Ct);
        await using var transaction = await held.BeginTransactionAsync(Ct);
        await held.Statement("lock table classification").ExecuteAsync(Ct);

        using var late = await client.GetAsync(new Uri("/export-json", UriKind.Relative), Ct);

        Assert.Contains("demorou demais", (await late.JsonAsync(503)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_comes_as_it_was_sent_however_many_pieces_it_is_read_in()
    {
        await using var host = await StartAsync(10);
        var user = await host.CreateUserAsync();
        var document = await FillAsync(host, user);
        using var client = await host.ClientAsync(user);
        await using var database = NpgsqlDataSource.Create(host.Database);
        var sent = await database.Statement("select content from document where id = $1", document).ScalarAsync<byte[]>(Ct);

        using var answer = await client.GetAsync(new Uri($"/documents/{document}/file", UriKind.Relative), Ct);

        Assert.Equal(sent!.Length, answer.Content.Headers.ContentLength);
        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    private async Task<ApiHost> StartAsync(int pool, params (string, string)[] settings)
    {
        var database = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync()) { MaxPoolSize = pool }.ConnectionString;
        return await ApiHost.StartAsync(servers, database, settings);
    }

    /// <summary>Gives the person's organisation a document, classifications and log entries of some 6 MB each.</summary>
    private static async Task<Guid> FillAsync(ApiHost host, User user)
    {
        await DoubledTests.FillAsync(host, user, $"PN-{user.Id:n}");
        await using var database = NpgsqlDataSource.Create(host.Database);
        const string Noise = "(select string_agg(md5(random()::text || i || n), '') from generate_series(1, $2) as i)";
        await database.Statement(
            $"""
            insert into audit_log (user_id, organisation_id, action, subject, after)
            select $1, $1, 'test.filled', 'user:' || $1::text, jsonb_build_object('noise', {Noise}, 'row', n)
            from generate_series(1, $3) as n
            """,
            user.Id, LinesOfRow, Rows).ExecuteAsync(Ct);
        await host.WithDbAsync(async db =>
        {
            var one = await db.Classifications.AsNoTracking().SingleAsync(c => c.OrganisationId == user.Id, Ct);
            db.AddRange(Enumerable.Range(2, Rows).Select(version => new Classification
            {
                Id = Guid.CreateVersion7(), OrganisationId = user.Id, PartNumberId = one.PartNumberId, TaskId = one.TaskId,
                Version = version, Status = ClassificationState.Replaced, Ncm = one.Ncm, Description = one.Description,
                Result = JsonSerializer.Serialize(new { noise = RandomNumberGenerator.GetHexString(32 * LinesOfRow) }),
            }));
            await db.SaveChangesAsync(Ct);
        });
        return await database.Statement(
            """
            update document set content = (select string_agg(sha512((random()::text || i)::bytea), '') from generate_series(1, $2) as i)
            where organisation_id = $1 returning id
            """,
            user.Id, LinesOfRow * Rows / 2).ScalarAsync<Guid>(Ct);
    }

    private sealed class SlowReader : IDisposable
    {
        private readonly TcpClient socket = new() { ReceiveBufferSize = 4096 };

        public string Head { get; private set; } = "";

        public string StatusLine => Head[..Head.IndexOf('\r', StringComparison.Ordinal)];

        /// <summary>Reads the head of the answer, and stops.</summary>
        public static async Task<SlowReader> AskAsync(ApiHost host, string token, string path)
        {
            var reader = new SlowReader();
            await reader.socket.ConnectAsync(host.Address.Host, host.Address.Port, Ct);
            var stream = reader.socket.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"GET {path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n"), Ct);
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, Ct) == 1)
            {
                head.Append((char)one[0]);
            }

            reader.Head = head.ToString();
            return reader;
        }

        public void Dispose() => socket.Dispose();
    }
}
