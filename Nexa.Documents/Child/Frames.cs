using System.Buffers.Binary;

namespace Nexa.Documents.Child;

/// <summary>Messages between the worker and its extraction child: four bytes of length, then the bytes.</summary>
internal static class Frames
{
    private const int Longest = 128 << 20;

    public static async Task WriteFrameAsync(Stream stream, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        await stream.WriteAsync(length, ct);
        await stream.WriteAsync(content, ct);
        await stream.FlushAsync(ct);
    }

    /// <summary>Null at the stream's end.</summary>
    public static async Task<byte[]?> ReadFrameAsync(Stream stream, CancellationToken ct)
    {
        var length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, ct) < 4)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (size is < 0 or > Longest)
        {
            throw new InvalidDataException($"A frame of {size} bytes.");
        }

        var content = new byte[size];
        return await stream.ReadAtLeastAsync(content, size, throwOnEndOfStream: false, ct) < size ? null : content;
    }
}
