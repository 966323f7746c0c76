using System.Net;
using Nexa.Tests.Auth;

namespace Nexa.Tests.Data;

/// <summary>Connections of a pool pass from one organisation's request to the next one's.</summary>
public sealed class PooledScopeTests(Servers servers)
{
    private const string Ana = "SEGREDO-DA-ANA";
    private const string Bia = "SEGREDO-DA-BIA";
    private const int Requests = 400;
    private static readonly string[] Paths = ["/tasks", "/history", "/importers", "/review", "/partnumbers", "/manufacturers"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_sees_rows_of_the_one_before_it_on_the_same_connection()
    {
        var database = await servers.CreateDatabaseAsync();
        await using var host = await ApiHost.StartAsync(servers, database + ";Maximum Pool Size=2");
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        await DoubledTests.FillAsync(host, ana, Ana);
        await DoubledTests.FillAsync(host, bia, Bia);
        using var anas = await host.ClientAsync(ana);
        using var bias = await host.ClientAsync(bia);
        var answered = 0;

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Ct }, async (i, ct) =>
        {
            var (client, own, other) = i % 2 == 0 ? (anas, Ana, Bia) : (bias, Bia, Ana);
            using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
            if (i % 5 == 0)
            {
                hangUp.CancelAfter(TimeSpan.FromMilliseconds(i % 17)); // also in the middle of a statement
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(Paths[i % Paths.Length], UriKind.Relative), hangUp.Token);
                var body = await answer.Content.ReadAsStringAsync(hangUp.Token);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Contains(own, body, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(other, body, StringComparison.OrdinalIgnoreCase);
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException) when (hangUp.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                // the client hung up
            }
        });

        Assert.True(answered >= Requests * 3 / 4, $"only {answered} of {Requests} requests were answered");
    }
}
