using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Nexa.Client;

/// <summary>
/// Sends the access token with each request, refreshes it once where it has expired, and turns what Nexa refuses into a
/// <see cref="NexaProblemException"/>.
/// </summary>
internal sealed class NexaSession(NexaClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int RefreshBeforeSeconds = 30;
    private readonly SemaphoreSlim refreshing = new(1);
    private long refreshAt = long.MaxValue;

    public string? AccessToken { get; private set; } = options.AccessToken;

    private string? RefreshToken { get; set; } = options.RefreshToken;

    public void Use(SignedIn signedIn)
    {
        (AccessToken, RefreshToken) = (signedIn.Access_token, signedIn.Refresh_token);
        refreshAt = Environment.TickCount64 + ((signedIn.Expires_in - RefreshBeforeSeconds) * 1000L);
        options.TokensChanged?.Invoke(signedIn);
    }

    /// <summary>A token other than the one that was refused; null where there is none.</summary>
    public async Task<string?> RefreshAsync(string? refused, CancellationToken ct)
    {
        await refreshing.WaitAsync(ct);
        try
        {
            if (AccessToken != refused)
            {
                return AccessToken; // another request has refreshed it meanwhile
            }

            if (RefreshToken is not { } token)
            {
                return null;
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Address, "refresh"))
            {
                Content = JsonContent.Create(new Refresh { Refresh_token = token }),
            };
            using var response = await base.SendAsync(request, ct);
            if (response.StatusCode is HttpStatusCode.Unauthorized)
            {
                (AccessToken, RefreshToken) = (null, null);
                return null;
            }

            await ThrowIfRefusedAsync(response, ct);
            Use((await response.Content.ReadFromJsonAsync<SignedIn>(ct))!);
            return AccessToken;
        }
        finally
        {
            refreshing.Release();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = Environment.TickCount64 < refreshAt ? AccessToken : await RefreshAsync(AccessToken, cancellationToken);
        Sign(request, token);
        var response = await base.SendAsync(request, cancellationToken);
        // A stream that was sent can't be sent again.
        if (response.StatusCode is HttpStatusCode.Unauthorized
            && request.Content is null or JsonContent or ByteArrayContent or StringContent
            && await RefreshAsync(token, cancellationToken) is { } fresh && fresh != token)
        {
            response.Dispose();
            Sign(request, fresh);
            response = await base.SendAsync(request, cancellationToken);
        }

        await ThrowIfRefusedAsync(response, cancellationToken);
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        refreshing.Dispose();
        base.Dispose(disposing);
    }

    private void Sign(HttpRequestMessage request, string? token)
    {
        if (options.ApiKey is { } key)
        {
            request.Headers.Remove("X-Api-Key");
            request.Headers.Add("X-Api-Key", key);
        }
        else if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        using (response)
        {
            var problem = response.Content.Headers.ContentType?.MediaType is "application/problem+json"
                ? await response.Content.ReadFromJsonAsync<ProblemDetails>(ct) : null;
            throw new NexaProblemException((int)response.StatusCode, problem ?? new ProblemDetails { Title = response.ReasonPhrase });
        }
    }
}
