using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Benchmarks.Abuse;

/// <summary>Somebody who works while others abuse the system.</summary>
internal sealed class InnocentUser : IDisposable
{
    /// <summary>An answer that takes longer counts as one of this length.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Between two requests: a person's browser, not a load test.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Reads = ["/history", "/me", "/health", "/tasks", "/review/summary"];
    private readonly HttpClient http;
    private readonly DeliveryReceiver receiver;
    private int asked;

    private InnocentUser(HttpClient http, DeliveryReceiver receiver) => (this.http, this.receiver) = (http, receiver);

    public static async Task<InnocentUser> CreateAsync(Uri api, DeliveryReceiver receiver)
    {
        var signedIn = await Account.RegisterAsync(api, "inocente", Patience);
        await Account.AddWebhookAsync(signedIn, receiver.Url);
        return new(signedIn, receiver);
    }

    /// <summary>One request of a day's work; every sixth submits a part number.</summary>
    public Task<bool> AskAsync() => WithinPatienceAsync(async () =>
    {
        var turn = Interlocked.Increment(ref asked) % (Reads.Length + 1);
        if (turn == 0)
        {
            return await SubmitAsync() is not null;
        }

        using var answer = await http.GetAsync(new Uri(Reads[turn - 1], UriKind.Relative));
        return answer.IsSuccessStatusCode;
    });

    /// <summary>From a submission until the webhook says that it is finished.</summary>
    public Task<bool> HearAsync() => WithinPatienceAsync(async () =>
        await SubmitAsync() is { } task && await receiver.HeardAsync(task, Patience));

    public void Dispose() => http.Dispose();

    private async Task<string?> SubmitAsync()
    {
        var partnumber = $"BENCH-{Guid.NewGuid():n}";
        using var answer = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber });
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("task_id").GetString() : null;
    }

    private static async Task<bool> WithinPatienceAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}

/// <summary>A person in an organisation of their own, signed in.</summary>
internal static class Account
{
    private const string Password = "uma frase para medir";
    private static readonly string[] Events = ["task.finished"];

    public static async Task<HttpClient> RegisterAsync(Uri api, string name, TimeSpan timeout)
    {
        // each connection of an attacker may be held: none waits for another
        var wire = new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue };
        var http = new HttpClient(wire) { BaseAddress = api, Timeout = timeout };
        var email = $"{name}@example.com";
        (await http.PostAsJsonAsync("/register", new { name, email, password = Password })).EnsureSuccessStatusCode();
        var session = await (await http.PostAsJsonAsync("/login", new { email, password = Password })).EnsureSuccessStatusCode().Content
            .ReadFromJsonAsync<JsonElement>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("access_token").GetString());
        return http;
    }

    public static async Task AddWebhookAsync(HttpClient http, string url) =>
        (await http.PostAsJsonAsync("/webhooks", new { url, events = Events, current_password = Password }))
        .EnsureSuccessStatusCode();
}
