using System.Globalization;
using System.Text;

namespace Nexa.Core.Tasks;

/// <summary>An event as it stands in the task's log.</summary>
/// <param name="TaskId">Whose it is.</param>
/// <param name="Seq">Its place in the task, from 1, without gaps.</param>
/// <param name="Name">The name that clients listen to.</param>
/// <param name="Payload">The event's own fields, a JSON object.</param>
public readonly record struct StoredEvent(Guid TaskId, long Seq, string Name, string Payload)
{
    /// <summary>The name of a record without a task: its payload is the trace of the event behind it. Version 1.0 skips it.</summary>
    private const string TraceOfNext = "trace";

    /// <summary>The request that the task began with, of a last event on its way through Redis: whoever tells it ends that trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The JSON object that clients receive: task_id, room_id and seq before the event's own fields.</summary>
    public string ToClientJson()
    {
        var fields = Payload.AsSpan().Trim()[1..];
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"task_id\":\"{TaskId}\",\"room_id\":\"{ClassificationTask.NameRoom(TaskId)}\",\"seq\":{Seq}"
            + $"{(fields is "}" ? "" : ",")}{fields}");
    }

    internal static byte[] Pack(IReadOnlyCollection<StoredEvent> events)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        foreach (var one in events)
        {
            if (one.TraceParent is { } trace)
            {
                Write(writer, new(Guid.Empty, 0, TraceOfNext, trace));
            }

            Write(writer, one);
        }

        return buffer.ToArray();
    }

    public static List<StoredEvent> Unpack(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        var events = new List<StoredEvent>();
        string? trace = null;
        while (reader.BaseStream.Position < packed.Length)
        {
            var one = new StoredEvent(new Guid(reader.ReadBytes(16)), reader.ReadInt64(), reader.ReadString(), reader.ReadString());
            if (one.TaskId == Guid.Empty)
            {
                trace = one.Payload;
                continue;
            }

            events.Add(one with { TraceParent = trace });
            trace = null;
        }

        return events;
    }

    private static void Write(BinaryWriter writer, StoredEvent one)
    {
        writer.Write(one.TaskId.ToByteArray());
        writer.Write(one.Seq);
        writer.Write(one.Name);
        writer.Write(one.Payload);
    }
}
