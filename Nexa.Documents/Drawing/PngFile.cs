using System.Buffers.Binary;
using System.IO.Compression;

namespace Nexa.Documents.Drawing;

/// <summary>Writes greyscale pictures as PNG.</summary>
internal static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="grey">One byte a pixel.</param>
    public static byte[] Write(int width, int height, byte[] grey)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13]; // 8 bits, greyscale, no interlacing
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        WriteChunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(grey, row * width, width);
            }
        }

        WriteChunk(file, "IDAT"u8, packed.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, CalculateChecksum(kind, content));
        file.Write(number);
    }

    /// <summary>CRC-32 as PNG has it.</summary>
    private static uint CalculateChecksum(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        AddTo(ref crc, kind);
        AddTo(ref crc, content);
        return ~crc;

        static void AddTo(ref uint crc, ReadOnlySpan<byte> bytes)
        {
            foreach (var one in bytes)
            {
                crc ^= one;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
                }
            }
        }
    }
}
