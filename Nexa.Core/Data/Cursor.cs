using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nexa.Core.Data;

/// <summary>
/// Where a page ended: the sort key and id of its last row, opaque to clients and bound to the sort that it was made for.
/// </summary>
public sealed record Cursor(string Sort, string Key, Guid Id)
{
    /// <summary>As PostgreSQL writes a moment, in any time zone, and .NET's round-trip form.</summary>
    private static readonly string[] MomentForms = ["yyyy-MM-dd HH:mm:ss.FFFFFFzz", "yyyy-MM-dd HH:mm:ss.FFFFFFzzz", "O"];

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this)));

    /// <summary>Of a list that is sorted by a moment.</summary>
    public static Cursor At(string sort, DateTimeOffset moment, Guid id) => new(sort, moment.ToString("O", CultureInfo.InvariantCulture), id);

    /// <summary>A sort key that is a moment; null for any other.</summary>
    public static DateTimeOffset? ParseMoment(string key) =>
        DateTimeOffset.TryParseExact(key, MomentForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime() : null;

    /// <summary>A sort key that is a number; null for any other.</summary>
    public static double? ParseNumber(string key) =>
        double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <param name="text">As a client sends it back.</param>
    /// <param name="sort">What it must have been made for.</param>
    /// <param name="cursor">Null for the first page.</param>
    /// <param name="isKey">Whether a text can be a sort key; any can when left out.</param>
    public static bool TryParse(string? text, string sort, out Cursor? cursor, Predicate<string>? isKey = null)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        try
        {
            cursor = JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text));
            return cursor?.Sort == sort && cursor.Key is { } key && !key.Contains('\0', StringComparison.Ordinal) // PostgreSQL takes none
                && (isKey?.Invoke(key) ?? true);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }
}
