using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Nexa.Core.Contracts;
using Nexa.Core.Tasks;
using Nexa.Worker.Watching;
using StackExchange.Redis;

namespace Nexa.Worker.Classification;

/// <summary>
/// The agents server, or Redis before it, does not take the work now; <paramref name="retryAfter"/> is its own wish, if it named one.
/// </summary>
internal sealed class AgentsBusyException(string reason, TimeSpan? retryAfter) : Exception(reason)
{
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>The agents server will never take this work.</summary>
internal sealed class AgentsRefusedException(string reason) : Exception(reason);

/// <summary>
/// Sends items to the agents server and gives what it reports, in order, until it has done, or has been silent for too long.
/// </summary>
internal sealed partial class AgentsClient(
    HttpClient http, IConnectionMultiplexer redis, ProgressChannels channels, AgentsSettings settings, WorkMetrics metrics,
    TimeProvider clock, ILogger<AgentsClient> log)
{
    /// <summary>
    /// While it is silent, the last message that Redis kept is read again after each of these; after a restored subscription one of them is
    /// waited before the server is asked anew.
    /// </summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    /// <param name="channelName">Where the server reports.</param>
    /// <param name="items">What it is asked to classify.</param>
    /// <param name="single">Whether it is asked by the request for one part number.</param>
    /// <param name="isFirstRun">
    /// A message of another job of the server is none of ours. False after a retry: the earlier job may still answer then.
    /// </param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="AgentsBusyException">Full, or out of reach.</exception>
    /// <exception cref="AgentsRefusedException">Any 4xx that a repetition does not mend, or a 2xx with an error and no job.</exception>
    /// <exception cref="TimeoutException">Silence longer than <see cref="AgentsSettings.IdleTimeout"/>.</exception>
    public async IAsyncEnumerable<AgentMessage> ProcessAsync(
        string channelName, IReadOnlyList<TaskItem> items, bool single, bool isFirstRun,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var inbox = await OpenAsync(channelName, ct); // before the POST, so that no message is missed
        var jobId = await PostAsync(channelName, items, single, ct);
        var mine = new HashSet<string?>(StringComparer.Ordinal) { jobId };
        var last = ProgressChannels.Restored;
        while (true)
        {
            if (await ReadNextAsync(inbox.Reader, channelName, jobId, last, ct) is not { } raw)
            {
                LogAskedAnew(channelName);
                mine.Add(jobId = await PostAsync(channelName, items, single, ct));
                continue;
            }

            last = raw;
            if (AgentMessage.Parse(raw) is not { } message)
            {
                LogMalformed(raw.Length);
                continue;
            }

            if (isFirstRun && message.JobId is not null && jobId is not null && !mine.Contains(message.JobId))
            {
                LogForeign(message.JobId);
                continue;
            }

            yield return message with { JobId = message.JobId ?? jobId };
            if (message.Status is AgentStatus.Done || (single && message.Status is AgentStatus.Failed))
            {
                yield break;
            }
        }
    }

    private async Task<ProgressChannels.Inbox> OpenAsync(string channel, CancellationToken ct)
    {
        try
        {
            return await channels.OpenAsync(channel, settings.PostTimeout, ct);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new AgentsBusyException($"Redis unavailable: {exception.Message}", retryAfter: null);
        }
    }

    /// <summary>Reads the next message; in a pause, the last one that the server kept under the channel's name.</summary>
    /// <returns>Null where the subscription was interrupted and no answer came since: it may have fallen into the gap.</returns>
    private async Task<byte[]?> ReadNextAsync(ChannelReader<byte[]> inbox, string key, string? jobId, byte[] last, CancellationToken ct)
    {
        var (patience, isRestored) = (settings.IdleTimeout, false);
        for (var silent = TimeSpan.Zero; silent < patience; silent += Slice)
        {
            try
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
                idle.CancelAfter(patience - silent < Slice ? patience - silent : Slice);
                var next = inbox.TryRead(out var ready) ? ready : await inbox.ReadAsync(idle.Token);
                if (next.Length > 0)
                {
                    return next;
                }

                (patience, isRestored, silent) = (settings.IdleTimeout < Slice ? settings.IdleTimeout : Slice, true, -Slice);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Silent for a slice.
            }

            if (await FindKeptAsync(key, ct) is { } kept && !kept.AsSpan().SequenceEqual(last))
            {
                return kept;
            }
        }

        return await FindJobAsync(jobId, ct) ?? (isRestored ? null
            : throw new TimeoutException($"The agents were silent for {settings.IdleTimeout.TotalSeconds:0} s."));
    }

    /// <summary>What the server says of a job that was silent; null where it does not know the job, or has no such address.</summary>
    private async Task<byte[]?> FindJobAsync(string? jobId, CancellationToken ct)
    {
        if (jobId is null)
        {
            return null;
        }

        try
        {
            using var response = await http.GetAsync(new Uri($"jobs/{Uri.EscapeDataString(jobId)}", UriKind.Relative), ct);
            var body = response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(ct) : [];
            return AgentMessage.Parse(body) is null ? null : body;
        }
        catch (Exception exception) when (exception is HttpRequestException or Polly.Timeout.TimeoutRejectedException
            or Polly.CircuitBreaker.BrokenCircuitException)
        {
            return null;
        }
    }

    private async Task<byte[]?> FindKeptAsync(string key, CancellationToken ct)
    {
        try
        {
            return await redis.GetDatabase().StringGetAsync(key).WaitAsync(ct);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null; // Redis unavailable: the idle timeout decides
        }
    }

    private async Task<string?> PostAsync(string channel, IReadOnlyList<TaskItem> items, bool single, CancellationToken ct)
    {
        object body = single
            ? new { progress_channel = channel, partnumber = items[0].PartNumber, items[0].Description, items[0].Manufacturer,
                items[0].Supplier, items[0].Ncm, items[0].Coo }
            : new { progress_channel = channel,
                partnumbers = items.ToDictionary(
                    i => i.PartNumber, i => new { partnumber = i.PartNumber, i.Description, i.Manufacturer, i.Supplier, i.Ncm, i.Coo },
                    StringComparer.Ordinal) };
        using var response = await SendAsync(single ? "process/single_partnumber" : "process/batch_partnumbers", body, ct);
        if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            metrics.CountCall("busy");
            throw new AgentsBusyException($"The agents server answered {(int)response.StatusCode}.", ReadRetryAfter(response));
        }

        if ((int)response.StatusCode is >= 400 and < 500 and not 408)
        {
            metrics.CountCall("refused");
            throw new AgentsRefusedException($"The agents server answered {(int)response.StatusCode}.");
        }

        if (!response.IsSuccessStatusCode)
        {
            metrics.CountCall("failed");
            response.EnsureSuccessStatusCode();
        }

        var accepted = await ReadAcceptedAsync(response, ct);
        var jobId = FindText(accepted, "job_id");
        if (jobId is null && accepted.ValueKind is JsonValueKind.Object && accepted.TryGetProperty("error", out var error)
            && error.ValueKind is not JsonValueKind.Null)
        {
            metrics.CountCall("refused");
            throw new AgentsRefusedException($"The agents server answered {(int)response.StatusCode} with an error: {error}");
        }

        metrics.CountCall("accepted");
        return jobId;
    }

    /// <summary>Seconds or a moment, which may have passed; never more than jobs are kept for.</summary>
    private TimeSpan? ReadRetryAfter(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter is { Date: { } moment } ? moment - clock.GetUtcNow() : response.Headers.RetryAfter?.Delta;
        return wish is not { } wait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > settings.GiveUpAfter ? settings.GiveUpAfter : wait;
    }

    private static string? FindText(JsonElement body, string name) => body.ValueKind is JsonValueKind.Object
        && body.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    /// <summary>Reads the body of a 202 for the job's id alone; a body that is not JSON is ignored.</summary>
    private static async Task<JsonElement> ReadAcceptedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, object body, CancellationToken ct)
    {
        try
        {
            // A body with Content-Length: simple servers don't understand chunked transfer.
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, NexaJson.Options));
            content.Headers.ContentType = new("application/json");
            return await http.PostAsync(new Uri(path, UriKind.Relative), content, ct);
        }
        catch (Polly.CircuitBreaker.BrokenCircuitException broken)
        {
            metrics.CountCall("unreachable");
            throw new AgentsBusyException("The agents server is unreachable; its circuit breaker is open.", broken.RetryAfter);
        }
        catch (Exception exception) when (exception is HttpRequestException or Polly.Timeout.TimeoutRejectedException)
        {
            metrics.CountCall("unreachable");
            throw new AgentsBusyException($"The agents server is unreachable: {exception.Message}", retryAfter: null);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis was away and no answer came since: the agents are asked anew on {Channel}")]
    private partial void LogAskedAnew(string channel);

    [LoggerMessage(LogLevel.Warning, "Message of another job of the agents server skipped ({JobId})")]
    private partial void LogForeign(string jobId);

    [LoggerMessage(LogLevel.Warning, "Malformed message from the agents server skipped ({Bytes} bytes)")]
    private partial void LogMalformed(int bytes);
}
