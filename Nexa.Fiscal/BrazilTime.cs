namespace Nexa.Fiscal;

/// <summary>The days of Brasília and São Paulo, by which rates hold and people count. Daylight saving time ended in 2019.</summary>
public static class BrazilTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(-3);

    public static DateOnly Today(TimeProvider clock) => ToBrazilDay(clock.GetUtcNow());

    public static DateOnly ToBrazilDay(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(Offset).DateTime);

    /// <summary>Midnight at which a day begins.</summary>
    public static DateTimeOffset StartDay(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);
}
