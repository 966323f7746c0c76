using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Nexa.Core.Data;

/// <summary>States are upper-case text in the database and in REST (<c>DONE</c>), enums in code.</summary>
public static class StateText
{
    public static string ToText<T>(this T state)
        where T : struct, Enum => Names<T>.Of[state];

    public static bool TryParse<T>(string? text, out T state)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out state) && Enum.IsDefined(state);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = Enum.GetValues<T>().ToDictionary(value => value, value =>
            value.ToString().ToUpperInvariant());
    }

    internal sealed class Converter<T>() : ValueConverter<T, string>(state => state.ToText(), text => Enum.Parse<T>(text, ignoreCase: true))
        where T : struct, Enum;
}
