using System.Security.Cryptography;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>
/// Seals what goes through Redis with a key that stands in PostgreSQL: whoever can write to Redis cannot make an event. An event
/// without a valid seal, or read before the key is loaded, is only a hint: its followers read the log.
/// </summary>
/// <param name="database">Sees the table <c>signing_key</c>.</param>
public sealed class EventSeal(NpgsqlDataSource database)
{
    private Task<byte[]>? loading;

    public byte[] Close(byte[] packed) => FindKey() is { } key ? [.. HMACSHA256.HashData(key, packed), .. packed]
        : [.. new byte[HMACSHA256.HashSizeInBytes], .. packed];

    /// <returns>What was sealed, and whether the seal is ours; null where it is too short for one.</returns>
    public (byte[] Packed, bool IsOurs)? Open(byte[] message)
    {
        if (message.Length < HMACSHA256.HashSizeInBytes)
        {
            return null;
        }

        var packed = message[HMACSHA256.HashSizeInBytes..];
        return (packed, FindKey() is { } key && CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(key, packed), message.AsSpan(0, HMACSHA256.HashSizeInBytes)));
    }

    // The first to ask begins to load it, and nobody waits: PostgreSQL may be unavailable.
    private byte[]? FindKey()
    {
        var task = Volatile.Read(ref loading);
        if (task is null or { IsFaulted: true })
        {
            var fresh = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref loading, fresh.Task, task) == task)
            {
                using (ExecutionContext.SuppressFlow()) // the key is no request's
                {
                    _ = Task.Run(() => LoadAsync(fresh));
                }
            }

            return null;
        }

        return task.IsCompletedSuccessfully ? task.Result : null;
    }

    private async Task LoadAsync(TaskCompletionSource<byte[]> loaded)
    {
        try
        {
            loaded.SetResult(await SigningKeyRows.GetOrAddForEventsAsync(
                database, RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes), CancellationToken.None));
        }
        catch (Exception failed)
        {
            loaded.SetException(failed); // the next event asks again
            _ = loaded.Task.Exception; // and nobody waits for this one
        }
    }
}
