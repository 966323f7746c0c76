using System.Text;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>The Banco Central's closing rates, and the day whose rate a registration takes.</summary>
public sealed class PtaxTests
{
    [Theory]
    [InlineData("27/11/2026;220;A;USD;5,43150000;5,43210000;1,00000000;1,00000000")]
    [InlineData("27112026;220;A;USD;5,4315;5,4321;1,0000;1,0000")]
    public void The_file_of_a_day_and_that_of_a_period_are_read(string line)
    {
        var file = Read($"{line}\r\n27/11/2026;978;B;EUR;6,23300000;6,23450000;1,14790000;1,14810000\r\n");

        Assert.Equal((FiscalFileKind.Exchange, new DateOnly(2026, 11, 27)), (file.Kind, file.AsOf));
        Assert.Equal([("USD", 5.4321m), ("EUR", 6.2345m)], file.Exchange.Select(rate => (rate.Currency, rate.Sale)));
        Assert.Equal(2, file.Counts["moedas"]);
    }

    [Theory]
    [InlineData("27/11/2026;220;A;USD;5,44;5,43;1;1", "linha 2")] // bought for more than sold
    [InlineData("27/11/2026;220;A;USD;0;5,43;1;1", "linha 2")]
    [InlineData("27/11/2026;220;A;USD;5,43;50,43;1;1", "linha 2")]
    [InlineData("31/02/2026;220;A;USD;5,42;5,43;1;1", "linha 2")]
    [InlineData("27/11/2026;220;A;usd;5,42;5,43;1;1", "linha 2")]
    [InlineData("27/11/2026;220;A;USD;5,42;5,43", "linha 2")]
    [InlineData("27/11/2026;978;B;EUR;6,23;6,24;1;1", "está repetida")]
    public void A_damaged_line_refuses_the_file_and_is_named(string line, string reason)
    {
        var refused = Assert.Throws<RefusedFileException>(() => Read($"27/11/2026;978;B;EUR;6,23;6,24;1;1\n{line}\n"));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-20", "2026-11-19")] // a Friday: Thursday
    [InlineData("2026-11-30", "2026-11-27")] // a Monday: Friday
    [InlineData("2026-11-23", "2026-11-19")] // a Monday after the holiday of Friday 20: Thursday
    [InlineData("2026-02-18", "2026-02-13")] // Ash Wednesday: the Friday before Carnival
    [InlineData("2026-04-06", "2026-04-02")] // the Monday after Easter: Thursday
    [InlineData("2026-06-05", "2026-06-03")] // the day after Corpus Christi
    [InlineData("2027-01-04", "2026-12-31")] // the first Monday of the year
    [InlineData("2023-11-21", "2023-11-20")] // that day had banks before Lei 14.759/2023
    public void Weekends_and_holidays_go_back_to_the_last_day_with_banks(string registration, string day)
    {
        var (rate, missing) = new ExchangeRates([new ExchangeRate("USD", Day(day), 5.4321m)]).FindSale("USD", Day(registration));

        Assert.Null(missing);
        Assert.Equal(Day(day), rate!.Day);
    }

    [Theory]
    [InlineData("2026-11-20", "2026-11-18", "19/11/2026")] // Thursday was not imported
    [InlineData("2026-11-30", "2026-11-26", "27/11/2026")]
    [InlineData("2026-11-20", "2026-11-20", "19/11/2026")] // the rate of the day itself is not that of the day before
    public void An_earlier_rate_never_takes_the_place_of_one_that_was_not_imported(string registration, string day, string named)
    {
        var (rate, missing) = new ExchangeRates([new ExchangeRate("USD", Day(day), 5.4321m)]).FindSale("USD", Day(registration));

        Assert.Null(rate);
        Assert.Contains($"de USD de {named} não foi importada", missing, StringComparison.Ordinal);
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static FiscalFile Read(string text) => FiscalFileReader.ReadFile("ptax.csv", Encoding.ASCII.GetBytes(text));
}
