using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Nexa.Client;

/// <summary>One event of a task, as docs/asyncapi.json describes it.</summary>
/// <param name="Name">Such as <c>classification_finished</c>.</param>
/// <param name="Seq">Its place in the task, from 1, without gaps.</param>
/// <param name="Data">The event as it came.</param>
public sealed record NexaEvent(string Name, long Seq, JsonElement Data)
{
    public string? Status => ReadText("status");
    public string? Message => ReadText("message");

    /// <summary>Nothing follows.</summary>
    public bool IsLast => Name is "classification_finished" or "batch_classification_finished"
        || (Data.TryGetProperty("final", out var final) && final.ValueKind is JsonValueKind.True);

    /// <summary>The answer that it brings; null where it brings none, or the summary of a batch.</summary>
    public ClassificationResult? Classification =>
        Data.TryGetProperty(Name is "partial_result" ? "single_classification" : "result", out var result)
        && Name is "partial_result" or "classification_finished" ? result.Deserialize<ClassificationResult>() : null;

    private string? ReadText(string field) =>
        Data.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A connection to the hub that joins a task's room again after each interruption, with the last event it has.</summary>
internal sealed class NexaHub : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private static readonly string[] Names =
        ["classification_update_status", "partial_result", "classification_finished", "batch_classification_finished"];

    private readonly HubConnection connection;
    private readonly Channel<NexaEvent?> inbox = Channel.CreateUnbounded<NexaEvent?>();

    public NexaHub(NexaClientOptions options, NexaSession session)
    {
        var tried = (string?)null;
        connection = new HubConnectionBuilder().WithUrl(new Uri(options.Address, "hubs/classification"), http =>
        {
            if (options.ApiKey is { } key)
            {
                http.Headers["X-Api-Key"] = key;
            }
            else if (session.AccessToken is not null)
            {
                // A token that was tried before may be the reason for connecting again.
                http.AccessTokenProvider = async () => tried = tried == session.AccessToken
                    ? await session.RefreshAsync(tried, CancellationToken.None) ?? session.AccessToken : session.AccessToken;
            }
        }).Build();
        foreach (var name in Names)
        {
            connection.On<JsonElement>(name, data => inbox.Writer.TryWrite(new(name, data.GetProperty("seq").GetInt64(), data)));
        }

        connection.Closed += _ => Task.FromResult(inbox.Writer.TryWrite(null)); // tells the reader to connect again
    }

    public async IAsyncEnumerable<NexaEvent> FollowAsync(Guid taskId, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await JoinAsync(taskId, afterSeq, ct);
        await foreach (var one in inbox.Reader.ReadAllAsync(ct))
        {
            if (one is null)
            {
                await JoinAsync(taskId, afterSeq, ct);
            }
            else if (one.Seq > afterSeq)
            {
                afterSeq = one.Seq;
                yield return one;
                if (one.IsLast)
                {
                    yield break;
                }
            }
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task JoinAsync(Guid taskId, long afterSeq, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (connection.State is HubConnectionState.Disconnected)
                {
                    await connection.StartAsync(ct);
                }

                await connection.InvokeAsync("join", new { room_id = taskId, after_seq = afterSeq }, ct);
                return;
            }
            catch (HubException refused)
            {
                throw new NexaProblemException(404, new ProblemDetails { Detail = refused.Message });
            }
            catch (Exception e) when (e is IOException or InvalidOperationException
                or HttpRequestException { StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError })
            {
                await Task.Delay(BetweenTries, ct); // Nexa is away, or the connection broke between the two
            }
        }
    }
}
