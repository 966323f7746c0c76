using System.Text.Json;
using Nexa.Client;

namespace Nexa.Web.Taxes;

/// <summary>A declaration as it is typed, and what it asks Nexa.</summary>
public sealed class TaxSheet
{
    public DateOnly Day { get; set; }

    /// <summary>One of the organisation's importers; empty for none.</summary>
    public string Importer { get; set; } = "";

    public string Uf { get; set; } = "";

    public string Transport { get; set; } = "sea";

    /// <summary>Items are given by their price, and the customs value is calculated.</summary>
    public bool IsByPrice { get; set; }

    public string? ExchangeRate { get; set; }

    public string? Freight { get; set; }

    public string? Insurance { get; set; }

    public string? OtherExpenses { get; set; }

    public string? IcmsRate { get; set; }

    public string? IcmsDeferral { get; set; }

    public bool SideBySide { get; set; } = true;

    /// <summary>Empty, or one of Incoterms 2020.</summary>
    public string Incoterm { get; set; } = "";

    public string? Currency { get; set; }

    public string? FreightCurrency { get; set; }

    public string? FreightInPrice { get; set; }

    public string? AfrmmExemption { get; set; }

    public string? LocalExpenses { get; set; }

    /// <summary>Of the importer: empty, lucro_real, lucro_presumido or simples.</summary>
    public string Regime { get; set; } = "";

    public List<TaxLine> Lines { get; } = [new()];

    /// <summary>Builds the question.</summary>
    /// <returns>The question, or the sentence about what has to be typed first.</returns>
    public (EstimateTaxes? Question, string? Fault) BuildQuestion()
    {
        var items = new List<TaxItem>();
        foreach (var (index, line) in Lines.Index())
        {
            var (item, wrong) = line.Build($"item {index + 1}", Day, IsByPrice, SideBySide, Incoterm.Length > 0);
            if (item is null)
            {
                return (null, wrong);
            }

            items.Add(item);
        }

        (string? Typed, string Name)[] typed =
        [
            (IsByPrice ? ExchangeRate : null, "a taxa de câmbio"), (Freight, "o frete"), (IsByPrice ? Insurance : null, "o seguro"),
            (OtherExpenses, "as outras despesas"), (IcmsRate, "a alíquota do ICMS"), (IcmsDeferral, "o diferimento do ICMS"),
            (IsByPrice ? FreightInPrice : null, "o frete incluído no preço"), (LocalExpenses, "as despesas locais"),
        ];
        foreach (var (text, name) in typed)
        {
            if (!Words.TryParseQuantity(text, out _))
            {
                return (null, $"Informe {name} em algarismos, por exemplo 1.250,00.");
            }
        }

        return (new EstimateTaxes
        {
            Date = Day, Importer_id = Guid.TryParse(Importer, out var importer) ? importer : null, Uf = Uf.Length == 0 ? null : Uf,
            Transport_mode = Transport, Exchange_rate = IsByPrice ? ReadNumber(ExchangeRate) : null, Freight = ReadNumber(Freight),
            Insurance = IsByPrice ? ReadNumber(Insurance) : null, Other_expenses = ReadNumber(OtherExpenses),
            Icms_rate = ReadNumber(IcmsRate), Icms_deferral = ReadNumber(IcmsDeferral), Side_by_side = SideBySide, Items = items,
            Incoterm = IsByPrice ? ReadText(Incoterm) : null, Currency = IsByPrice ? ReadText(Currency)?.ToUpperInvariant() : null,
            Freight_currency = IsByPrice && Currency is not null ? ReadText(FreightCurrency)?.ToUpperInvariant() : null,
            Freight_in_price = IsByPrice && Incoterm.Length > 0 ? ReadNumber(FreightInPrice) : null, Local_expenses = ReadNumber(LocalExpenses),
            Afrmm_exemption = Transport == "sea" ? ReadText(AfrmmExemption) : null, Tax_regime = ReadText(Regime),
        }, null);
    }

    /// <summary>Whether the question that was answered is what is typed now.</summary>
    public bool Asks(EstimateTaxes answered) =>
        BuildQuestion().Question is { } now && JsonSerializer.Serialize(now) == JsonSerializer.Serialize(answered);

    private static string? ReadText(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static decimal? ReadNumber(string? typed) => Words.TryParseQuantity(typed, out var known) ? known : null;
}
