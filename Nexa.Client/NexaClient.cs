using System.Runtime.CompilerServices;

namespace Nexa.Client;

/// <summary>Where Nexa is, and who asks: an API key, tokens of a session, or
/// <see cref="NexaClient.SignInAsync(string, string, CancellationToken)"/>.</summary>
public sealed class NexaClientOptions
{
    public required Uri Address { get; init; }
    public string? ApiKey { get; init; }
    public string? AccessToken { get; init; }
    public string? RefreshToken { get; init; }

    /// <summary>Called with each new pair, for whoever keeps them.</summary>
    public Action<SignedIn>? TokensChanged { get; init; }

    /// <summary>What sends the requests; a new handler without one.</summary>
    public HttpMessageHandler? Handler { get; init; }
}

/// <summary>Nexa over REST (<see cref="Rest"/>) and its live events. Safe for many threads; keep one.</summary>
public sealed class NexaClient : IDisposable
{
    private readonly NexaClientOptions options;
    private readonly NexaSession session;
    private readonly HttpClient http;

    public NexaClient(Uri address)
        : this(new NexaClientOptions { Address = address })
    {
    }

    public NexaClient(NexaClientOptions options)
    {
        this.options = options;
        session = new NexaSession(options, options.Handler ?? new SocketsHttpHandler());
        http = new HttpClient(session) { BaseAddress = options.Address };
        Rest = new NexaRest(http);
    }

    /// <summary>Every operation of the interface, by its operation id.</summary>
    public NexaRest Rest { get; }

    public Task<SignedIn> SignInAsync(string email, string password, CancellationToken ct = default) =>
        SignInAsync(email, password, code: null, ct);

    /// <param name="email">Of the account.</param>
    /// <param name="password">Of the account.</param>
    /// <param name="code">Of the letter that confirms the address, where Nexa has answered 403 without it.</param>
    /// <param name="ct">Cancels.</param>
    public Task<SignedIn> SignInAsync(string email, string password, string? code, CancellationToken ct = default) =>
        SignInAsync(new SignIn { Email = email, Password = password, Code = code }, ct);

    /// <param name="request">With the second factor, where Nexa has answered 403 and <c>second_factor_required</c> without it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SignedIn> SignInAsync(SignIn request, CancellationToken ct = default) => Use(await Rest.LoginAsync(request, ct));

    /// <param name="request">What a device has signed; <c>BeginPasskeySignInAsync</c> asks for it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SignedIn> SignInAsync(PasskeySignIn request, CancellationToken ct = default) =>
        Use(await Rest.SignInWithPasskeyAsync(request, ct));

    /// <param name="request">What an OpenID provider has given the client that asks.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SignedIn> SignInAsync(ProviderSignIn request, CancellationToken ct = default) =>
        Use(await Rest.SignInWithProviderAsync(request, ct));

    /// <summary>The session speaks for another organisation of the user's from now on.</summary>
    public async Task ChangeOrganisationAsync(Guid organisation, CancellationToken ct = default) =>
        session.Use(await Rest.ChangeOrganisationAsync(new ChangeOrganisation { Organisation_id = organisation }, ct));

    /// <summary>
    /// A task's events after <paramref name="afterSeq"/>, each once and in order, until it is over; connects again by itself.
    /// </summary>
    public async IAsyncEnumerable<NexaEvent> FollowAsync(
        Guid taskId, long afterSeq = 0, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var hub = new NexaHub(options, session);
        await foreach (var one in hub.FollowAsync(taskId, afterSeq, ct))
        {
            yield return one;
        }
    }

    /// <summary>Waits until a task is over.</summary>
    /// <returns>Its status, with its result where it has one.</returns>
    public async Task<TaskStatusView> WaitAsync(Guid taskId, CancellationToken ct = default)
    {
        await foreach (var _ in FollowAsync(taskId, ct: ct))
        {
            // the last event ends the loop
        }

        return await Rest.GetStatusAsync(taskId, cancellationToken: ct);
    }

    /// <summary>All pages of a list, one item after the other.</summary>
    /// <param name="read">Reads the page at a cursor: its items and the next cursor.</param>
    /// <param name="ct">Cancels.</param>
    public static async IAsyncEnumerable<T> ReadPagesAsync<T>(
        Func<string?, CancellationToken, Task<(IEnumerable<T> Items, string? Next)>> read,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        string? cursor = null;
        do
        {
            var (items, next) = await read(cursor, ct);
            foreach (var item in items)
            {
                yield return item;
            }

            cursor = next;
        }
        while (cursor is not null);
    }

    /// <summary>The history, newest first, through all its pages.</summary>
    public IAsyncEnumerable<ClassificationView> ReadHistoryAsync(string? partnumber = null, string? ncm = null,
        CancellationToken ct = default) =>
        ReadPagesAsync<ClassificationView>(
            async (cursor, stop) =>
            {
                var page = await Rest.ListHistoryAsync(partnumber: partnumber, ncm: ncm, cursor: cursor, cancellationToken: stop);
                return (page.Items, page.Next_cursor);
            }, ct);

    public void Dispose() => http.Dispose();

    private SignedIn Use(SignedIn signedIn)
    {
        session.Use(signedIn);
        return signedIn;
    }
}
