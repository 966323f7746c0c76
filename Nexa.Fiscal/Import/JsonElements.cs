using System.Security.Cryptography;
using System.Text.Json;

namespace Nexa.Fiscal.Import;

/// <summary>
/// The lists of a JSON object, element by element, over a window that is as large as the largest element and never as large as the file.
/// </summary>
internal sealed class JsonElements(Stream stream, long most) : IDisposable
{
    private const int FirstWindow = 1 << 16;

    /// <summary>Chosen: the largest official element has 5,570 values, some half a megabyte.</summary>
    private const int LargestElement = 16 * 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] window = new byte[FirstWindow];
    private JsonReaderState state;
    private string member = "";
    private bool inList;
    private int filled;
    private long total;
    private bool ended;

    public void Dispose() => hash.Dispose();

    /// <summary>Of the bytes as they came.</summary>
    public string TakeHash() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <param name="each">Gets the member's name and a number of the object, or an element of one of its lists.</param>
    public void ReadAll(Action<string, JsonElement> each)
    {
        Fill();
        if (window.AsSpan(0, filled).StartsWith(ByteOrderMark))
        {
            Shift(ByteOrderMark.Length);
        }

        while (true)
        {
            var reader = new Utf8JsonReader(window.AsSpan(0, filled), ended, state);
            ReadWindow(ref reader, each);
            state = reader.CurrentState;
            var consumed = (int)reader.BytesConsumed;
            Shift(consumed);
            if (ended && consumed == 0)
            {
                return;
            }

            if (!ended && filled == window.Length)
            {
                Grow();
            }

            Fill();
        }
    }

    // Stops before the first element that the window does not hold whole.
    private void ReadWindow(ref Utf8JsonReader reader, Action<string, JsonElement> each)
    {
        while (true)
        {
            var before = reader;
            if (!reader.Read())
            {
                return;
            }

            var isElement = inList && reader.CurrentDepth == 2 && reader.TokenType is JsonTokenType.StartObject;
            if (isElement || (reader.CurrentDepth == 1 && reader.TokenType is JsonTokenType.Number))
            {
                var probe = reader;
                if (!probe.TrySkip())
                {
                    reader = before;
                    return;
                }

                using var element = JsonDocument.ParseValue(ref reader);
                each(member, element.RootElement);
            }
            else if (reader.CurrentDepth == 1)
            {
                member = reader.TokenType is JsonTokenType.PropertyName ? reader.GetString()! : member;
                inList = reader.TokenType is JsonTokenType.StartArray || (inList && reader.TokenType is not JsonTokenType.EndArray);
            }
        }
    }

    private void Fill()
    {
        while (!ended && filled < window.Length)
        {
            var read = stream.Read(window, filled, window.Length - filled);
            ended = read == 0;
            hash.AppendData(window, filled, read);
            filled += read;
            total += read;
            if (total > most)
            {
                throw new RefusedFileException($"descompactado, o arquivo passa de {most / 1024 / 1024} MB.");
            }
        }
    }

    private void Shift(int consumed)
    {
        window.AsSpan(consumed, filled - consumed).CopyTo(window);
        filled -= consumed;
    }

    private void Grow()
    {
        if (window.Length >= LargestElement)
        {
            throw new RefusedFileException($"um elemento do JSON passa de {LargestElement / 1024 / 1024} MB.");
        }

        Array.Resize(ref window, window.Length * 2);
    }
}
