namespace Nexa.Fiscal;

/// <summary>The closing sale rate of a currency on a day: reais for one unit.</summary>
public sealed record ExchangeRate(string Currency, DateOnly Day, decimal Sale);

/// <summary>The PTAX rates that have been imported.</summary>
public sealed class ExchangeRates(IEnumerable<ExchangeRate> rates)
{
    /// <summary>Carnival is the longest row of days without banks; more means that files are missing.</summary>
    private const int MostDaysBack = 7;

    public static readonly ExchangeRates None = new([]);

    private readonly Dictionary<(string, DateOnly), decimal> sales =
        rates.ToDictionary(rate => (rate.Currency, rate.Day), rate => rate.Sale);

    /// <summary>
    /// The sale rate of the last day with banks before the registration (Portaria MF 6/1999). Where its rate was not imported it is said
    /// which: an earlier one never takes its place.
    /// </summary>
    public (ExchangeRate? Rate, string? Missing) FindSale(string currency, DateOnly registration)
    {
        var day = registration.AddDays(-1);
        for (var back = 0; back < MostDaysBack; back++, day = day.AddDays(-1))
        {
            if (sales.TryGetValue((currency, day), out var sale))
            {
                return (new ExchangeRate(currency, day, sale), null);
            }

            if (BankHolidays.HaveBanksOpen(day))
            {
                break;
            }
        }

        return (null, $"A taxa PTAX de venda de {currency} de {day:dd/MM/yyyy} não foi importada: importe o arquivo do Banco Central ou "
            + "informe a taxa de câmbio (exchange_rate).");
    }
}
