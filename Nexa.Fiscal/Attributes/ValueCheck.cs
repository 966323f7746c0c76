using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Attributes;

/// <summary>One value by the form, domain and size of its attribute.</summary>
internal static partial class ValueCheck
{
    /// <summary>Chosen: a sentence names a few values, not five thousand.</summary>
    private const int MostNamed = 5;

    /// <returns>The value as it is kept, or the reason why it is none.</returns>
    public static (string? Value, string? Problem) ReadValue(ProductAttribute attribute, string? written)
    {
        var text = written?.Trim() ?? "";
        if (text.Length == 0)
        {
            return (null, "Informe o valor.");
        }

        return attribute.Form switch
        {
            AttributeForm.Boolean => ReadFlag(text),
            AttributeForm.WholeNumber => WholeNumber().IsMatch(text) ? CheckDigits(attribute, text)
                : (null, $"\"{text}\" não é um número inteiro."),
            AttributeForm.RealNumber => ReadDecimal(attribute, text),
            AttributeForm.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? (text, null) : (null, $"\"{text}\" não é uma data no formato AAAA-MM-DD."),
            AttributeForm.DateTime => DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? (text, null) : (null, $"\"{text}\" não é data e hora no formato AAAA-MM-DDTHH:MM:SS."),
            AttributeForm.List => ReadDomain(attribute, text),
            AttributeForm.Composite => (null, "O atributo é composto: informe os valores de suas partes (parts)."),
            _ => CheckLength(attribute, text),
        };
    }

    private static (string?, string?) ReadFlag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "SIM" => ("true", null),
        "FALSE" or "NÃO" or "NAO" => ("false", null),
        _ => (null, $"\"{text}\" não é sim (true) nem não (false)."),
    };

    private static (string?, string?) ReadDecimal(ProductAttribute attribute, string text)
    {
        if (!RealNumber().IsMatch(text))
        {
            return (null, $"\"{text}\" não é um número; use vírgula ou ponto só para as casas decimais.");
        }

        var number = text.Replace(',', '.');
        var decimals = number.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? number.Length - point - 1 : 0;
        return attribute.Decimals is { } most && decimals > most
            ? (null, $"O número tem {decimals} casas decimais; o limite é {most}.") : CheckDigits(attribute, number);
    }

    private static (string?, string?) CheckDigits(ProductAttribute attribute, string number)
    {
        var digits = number.Count(char.IsAsciiDigit);
        return attribute.Length is { } most && digits > most
            ? (null, $"O número tem {digits} algarismos; o limite é {most}.") : (number, null);
    }

    private static (string?, string?) CheckLength(ProductAttribute attribute, string text) =>
        attribute.Length is { } most && text.Length > most
            ? (null, $"O texto tem {text.Length} caracteres; o limite é {most}.") : (text, null);

    private static (string?, string?) ReadDomain(ProductAttribute attribute, string text)
    {
        if (attribute.Domain.Any(value => value.Code == text))
        {
            return (text, null);
        }

        var near = attribute.Domain.FirstOrDefault(value => value.Text.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? attribute.Domain.FirstOrDefault(value => value.Code.TrimStart('0') == text.TrimStart('0'))
            ?? (NearestName.Find(text, attribute.Domain.Select(value => value.Text)) is { } name
                ? attribute.Domain.First(value => value.Text == name) : null);
        return (null, near is not null
            ? $"O valor \"{text}\" não consta do domínio; o mais próximo é \"{near.Code}\" ({near.Text})."
            : $"O valor \"{text}\" não consta do domínio ({ListDomain(attribute)}).");
    }

    private static string ListDomain(ProductAttribute attribute)
    {
        var named = string.Join(", ", attribute.Domain.Take(MostNamed).Select(value => $"\"{value.Code}\" {value.Text}"));
        return attribute.Domain.Count > MostNamed ? $"{named} e mais {attribute.Domain.Count - MostNamed}" : named;
    }

    [GeneratedRegex(@"^-?\d{1,30}$", RegexOptions.None, 1000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^-?\d{1,30}([.,]\d{1,30})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RealNumber();
}
