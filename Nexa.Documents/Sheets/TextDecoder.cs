using System.Text;

namespace Nexa.Documents.Sheets;

/// <summary>Text in UTF-8, UTF-16 with or without its mark, or Windows-1252.</summary>
internal static class TextDecoder
{
    private const int Sample = 4096;

    /// <summary>Null where the bytes are no text.</summary>
    public static string? DecodeText(byte[] content)
    {
        var start = content.AsSpan(0, Math.Min(content.Length, Sample));
        switch (content)
        {
            case [0xFF, 0xFE, ..]: return Encoding.Unicode.GetString(content.AsSpan(2));
            case [0xFE, 0xFF, ..]: return Encoding.BigEndianUnicode.GetString(content.AsSpan(2));
        }

        if (start.Contains((byte)0))
        {
            return FindUtf16(start)?.GetString(content);
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding(1252).GetString(content);
        }
    }

    /// <summary>Text in Western letters has a zero in every second byte.</summary>
    private static UnicodeEncoding? FindUtf16(ReadOnlySpan<byte> start)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
        {
            even += start[i] == 0 && i % 2 == 0 ? 1 : 0;
            odd += start[i] == 0 && i % 2 == 1 ? 1 : 0;
        }

        var most = start.Length * 0.4;
        return odd > most && even == 0 ? new UnicodeEncoding(bigEndian: false, byteOrderMark: false)
            : even > most && odd == 0 ? new UnicodeEncoding(bigEndian: true, byteOrderMark: false) : null;
    }
}
