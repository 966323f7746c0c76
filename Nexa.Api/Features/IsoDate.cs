using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Nexa.Fiscal;

namespace Nexa.Api.Features;

/// <summary>
/// Dates of a request: a day in São Paulo (AAAA-MM-DD), or a moment with its offset. Nothing is guessed from another order.
/// </summary>
internal static partial class IsoDate
{
    public const string Day = "Informe a data no formato AAAA-MM-DD.";
    public const string DayOrMoment = "Informe a data no formato AAAA-MM-DD, ou data e hora com fuso, como 2026-12-01T09:00:00-03:00.";

    public static bool TryReadDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>The first moment that a beginning includes.</summary>
    public static DateTimeOffset? ReadStart(string text) => TryReadDay(text, out var day) ? BrazilTime.StartDay(day) : ReadMoment(text);

    /// <summary>The first moment that an end no longer includes: a day is included whole.</summary>
    public static DateTimeOffset? ReadEnd(string text) =>
        TryReadDay(text, out var day) ? day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : BrazilTime.StartDay(day.AddDays(1))
            : ReadMoment(text);

    /// <summary>Says of which end of a period (fields <c>from</c> and <c>to</c>) the form is wrong.</summary>
    public static void AddProblems(Dictionary<string, string[]> problems, string? from, string? to)
    {
        if (from is not null && ReadStart(from) is null)
        {
            problems["from"] = [DayOrMoment];
        }

        if (to is not null && ReadEnd(to) is null)
        {
            problems["to"] = [DayOrMoment];
        }
    }

    private static DateTimeOffset? ReadMoment(string text) => Moment().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();
}

/// <summary>An end in a request's body, by the rule of <see cref="IsoDate"/>.</summary>
internal sealed class EndConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && IsoDate.ReadEnd(reader.GetString()!) is { } end ? end
            : throw new JsonException(IsoDate.DayOrMoment);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value!.Value);
}
