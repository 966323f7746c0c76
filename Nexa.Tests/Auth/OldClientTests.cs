using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>A <c>user_id</c> in query, body or form, which clients of the former system send: it says nothing.</summary>
public sealed class OldClientTests(Servers servers)
{
    private static readonly string[] Lists =
        ["/tasks", "/history", "/export-json?include_undecided=true", "/review", "/partnumbers", "/manufacturers"];
    private static readonly (string, string)[] NoWaiting = [("Documents:WaitFor", "00:00:00")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Roles.Admin)]
    [InlineData(Roles.Analyst)]
    [InlineData(null)]
    public async Task The_credentials_alone_say_whose_a_task_is(string? role)
    {
        await using var host = await ApiHost.StartAsync(servers, more: [.. NoWaiting, ("Nexa:AllowAnonymous", "true")]);
        var victim = await host.CreateUserAsync();
        await OwnershipTests.FillAsync(host, victim, "SEGREDO-ALHEIO");
        var user = role is null ? null : await host.CreateUserAsync(role);
        using var client = user is null ? host.Client() : await host.ClientAsync(user);
        var submitted = 0;

        foreach (var id in new[] { victim.Id, user?.Id ?? User.Anonymous, (object)42, new { id = "x" } })
        {
            var answers = await SubmitAllAsync(client, id);
            submitted += answers.Count;
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        }

        foreach (var list in Lists)
        {
            Assert.DoesNotContain("SEGREDO-ALHEIO",
                await client.GetStringAsync(new Uri(Naming(list, victim.Id), UriKind.Relative), Ct), StringComparison.Ordinal);
        }

        var (organisation, author) = (user?.Id ?? Organisation.Anonymous, user?.Id ?? User.Anonymous);
        await host.WithDbAsync(async db =>
        {
            Assert.Equal(submitted, await db.Tasks.CountAsync(t => t.OrganisationId == organisation && t.SentBy == author, Ct));
            Assert.All(await db.Documents.ToListAsync(Ct), document =>
                Assert.Equal((organisation, author), (document.OrganisationId, document.SentBy)));
        });
    }

    /// <summary>In each way that there is to submit.</summary>
    private static async Task<List<HttpResponseMessage>> SubmitAllAsync(HttpClient client, object userId) =>
    [
        await client.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D", user_id = userId }, Ct),
        await client.PostAsJsonAsync("/classify-batch", new { partnumbers = new[] { "GRM1885C1H330JA01D" }, user_id = userId }, Ct),
        await client.PostAsJsonAsync(Naming("/classify-partnumber", userId), new { partnumber = "GRM1885C1H330JA01D" }, Ct),
        await client.PostAsync(new Uri("/upload-sheet", UriKind.Relative), Sheet(userId), Ct),
    ];

    private static MultipartFormDataContent Sheet(object userId) => new()
    {
        { new StringContent($"partnumber\nPN-{Guid.NewGuid():n}\n"), "planilha", "pedido.csv" },
        { new StringContent(userId.ToString()!), "user_id" },
    };

    private static string Naming(string path, object userId) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user_id={Uri.EscapeDataString(userId.ToString()!)}";
}
