using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Nexa.Api.Features;

/// <summary>Where a page ended: the sort key and id of its last row, opaque to clients and bound to the sort that it was made for.</summary>
internal sealed record Cursor(string Sort, string Key, Guid Id)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this)));

    public static bool TryParse(string? text, string sort, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        try
        {
            cursor = JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text));
            return cursor?.Sort == sort && cursor.Key is not null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }
}
