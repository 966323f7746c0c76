using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Nexa.Core.Classifications;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Nexa.Tests.Auth;

namespace Nexa.Tests.Data;

/// <summary>
/// Clients of several organisations hang up at any moment of history, exports and event streams. Few connections serve all of them and are
/// not reset between uses. <c>NEXA_ABORTS_SECONDS</c> says for how long; 600 is what a release is tested with.
/// </summary>
public sealed class AbortedRequestsTests(Servers servers)
{
    private const int Organisations = 4;
    private const int ClientsOfOrganisation = 6;
    private const int RowsOfOrganisation = 300;
    private const string RunningTaskEvents = "/tasks/{1}/events";

    private static readonly string[] Paths =
        ["/history?limit=100", "/history?q=SEGREDO", "/export-json?include_undecided=true", "/me/data", "/organisation/data",
            "/tasks/{0}/events", RunningTaskEvents, "/tasks"];

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("NEXA_ABORTS_SECONDS") ?? "10", CultureInfo.InvariantCulture));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_sees_rows_of_another_however_many_requests_are_aborted()
    {
        using var logs = new ErrorLogs();
        await using var host = await ApiHost.StartAsync(servers, await servers.CreateDatabaseAsync() + ";Maximum Pool Size=4",
            [("RateLimits:Others:Burst", "1000000"), ("RateLimits:Others:PerSecond", "1000000"), ("Quotas:ExportsOfReplica", "4")], logs);
        var owners = new List<Owner>();
        var faults = new ConcurrentQueue<string>();
        for (var i = 0; i < Organisations; i++)
        {
            owners.Add(await FillAsync(host, i));
        }

        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        end.CancelAfter(Time);
        await Task.WhenAll(owners.SelectMany(owner => Enumerable.Range(0, ClientsOfOrganisation)
            .Select(number => AskAsync(host, owner, owners, new Random(number), seen, faults, end.Token))));

        // What came is told, so that a run of which everything was refused is no proof.
        var told = string.Join(", ", seen.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Assert.True(faults.IsEmpty, string.Join(Environment.NewLine, [.. faults.Take(20), told, .. logs.Lines.Take(5)]));
        foreach (var path in Paths)
        {
            Assert.True(seen.GetValueOrDefault($"{path} whole") > 0, $"No whole answer of {path}: {told}");
            Assert.True(seen.GetValueOrDefault($"{path} aborted") > 0, $"No aborted answer of {path}: {told}");
        }
    }

    private static async Task AskAsync(
        ApiHost host, Owner owner, List<Owner> owners, Random random, ConcurrentDictionary<string, int> seen,
        ConcurrentQueue<string> faults, CancellationToken ct)
    {
        using var client = await host.ClientAsync(owner.User);
        client.Timeout = Timeout.InfiniteTimeSpan;
        for (var i = random.Next(Paths.Length); !ct.IsCancellationRequested; i++)
        {
            var path = Paths[i % Paths.Length];
            using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
            // Most hang up early, in a statement or between two pieces of the answer; every fourth waits for all of it.
            if (random.Next(4) > 0)
            {
                hangUp.CancelAfter(TimeSpan.FromMilliseconds(random.Next(60)));
            }

            var (text, status) = (new StringBuilder(), (HttpStatusCode?)null);
            var end = "whole";
            try
            {
                var uri = new Uri(string.Format(CultureInfo.InvariantCulture, path, owner.DoneTask, owner.RunningTask), UriKind.Relative);
                using var answer = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, hangUp.Token);
                status = answer.StatusCode;
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(hangUp.Token));
                var buffer = new char[4096];
                while (await reader.ReadAsync(buffer, hangUp.Token) is > 0 and var read)
                {
                    text.Append(buffer, 0, read);
                    if (path == RunningTaskEvents && text.ToString().Contains(owner.Mark, StringComparison.Ordinal) && random.Next(2) == 0)
                    {
                        break; // a stream that goes on for as long as its task runs
                    }
                }
            }
            catch (Exception e) when (hangUp.IsCancellationRequested
                && e is OperationCanceledException or HttpRequestException or IOException)
            {
                end = "aborted";
            }

            var body = text.ToString();
            if (owners.Find(other => other != owner && (body.Contains(other.Mark, StringComparison.Ordinal)
                || body.Contains(other.User.Id.ToString(), StringComparison.Ordinal))) is { } foreign)
            {
                faults.Enqueue($"{path} of {owner.Mark} shows what belongs to {foreign.Mark}");
            }

            if (end == "whole" && status == HttpStatusCode.OK)
            {
                if (!body.Contains(path == "/me/data" ? owner.User.Id.ToString() : owner.Mark, StringComparison.Ordinal))
                {
                    faults.Enqueue($"{path} of {owner.Mark} shows nothing of its own");
                }
            }
            else if (status is not (null or HttpStatusCode.OK))
            {
                // Two exports a person at a time; nothing else is refused, and no statement fails because of one before it.
                if (status != HttpStatusCode.TooManyRequests)
                {
                    faults.Enqueue($"{path}: {(int)status} {body}");
                }

                end = "refused";
            }

            seen.AddOrUpdate($"{path} {end}", 1, (_, count) => count + 1);
        }
    }

    private static async Task<Owner> FillAsync(ApiHost host, int number)
    {
        var (user, mark) = (await host.CreateUserAsync(), $"SEGREDO-{number}-DONO");
        var done = await OwnershipTests.FillAsync(host, user, $"{mark}-0");
        var running = await OwnershipTests.FillAsync(host, user, $"{mark}-1", TaskState.Started);
        await host.WithDbAsync(async db =>
        {
            // Of the task that has ended, its log says so.
            db.Add(new TaskEvent { TaskId = done, Seq = 2, Name = "classification_finished",
                Payload = $$"""{"status":"done","message":"{{mark}}"}""" });
            await db.Tasks.Where(task => task.Id == done).ExecuteUpdateAsync(set => set.SetProperty(task => task.LastSeq, 2), Ct);
            var one = await db.Classifications.AsNoTracking().SingleAsync(c => c.TaskId == done, Ct);
            db.AddRange(Enumerable.Range(2, RowsOfOrganisation).Select(version => new Classification
            {
                Id = Guid.CreateVersion7(), OrganisationId = user.Id, PartNumberId = one.PartNumberId, TaskId = one.TaskId,
                Version = version, Status = ClassificationState.Replaced, Ncm = one.Ncm, Description = $"{mark} {version}",
                Result = $$"""{"partnumber":"{{mark}}","ncm":"85322410","note":"{{new string('x', 500)}}"}""",
            }));
            await db.SaveChangesAsync(Ct);
        });
        return new Owner(user, mark, done, running);
    }

    private sealed record Owner(User User, string Mark, Guid DoneTask, Guid RunningTask);

    /// <summary>Errors alone: ten minutes of everything would fill the memory.</summary>
    private sealed class ErrorLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
