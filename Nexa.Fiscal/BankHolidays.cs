namespace Nexa.Fiscal;

/// <summary>Days without banks in all of Brazil, on which no PTAX is published.</summary>
internal static class BankHolidays
{
    private static readonly (int Month, int Day)[] Fixed =
        [(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25)];

    /// <summary>From Easter: Carnival on Monday and Tuesday, Good Friday, Corpus Christi.</summary>
    private static readonly int[] FromEaster = [-48, -47, -2, 60];

    public static bool HaveBanksOpen(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Fixed.Contains((day.Month, day.Day))
        && !(day is { Month: 11, Day: 20, Year: >= 2024 }) // Lei 14.759/2023, art. 1
        && !FromEaster.Contains(day.DayNumber - FindEaster(day.Year).DayNumber);

    // The Gregorian computus of Meeus, Jones and Butcher.
    private static DateOnly FindEaster(int year)
    {
        var (golden, century, rest) = (year % 19, year / 100, year % 100);
        var correction = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * golden) + century - (century / 4) - correction + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (rest / 4)) - epact - (rest % 4)) % 7;
        var shift = (golden + (11 * epact) + (22 * weekday)) / 451;
        var sum = epact + weekday - (7 * shift) + 114;
        return new DateOnly(year, sum / 31, (sum % 31) + 1);
    }
}
