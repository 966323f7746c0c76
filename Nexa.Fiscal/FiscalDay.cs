namespace Nexa.Fiscal;

/// <summary>Rates hold by the day in Brasília, which has kept no daylight saving time since 2019.</summary>
public static class FiscalDay
{
    public static DateOnly Today(TimeProvider clock) => Of(clock.GetUtcNow());

    public static DateOnly Of(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(TimeSpan.FromHours(-3)).DateTime);
}
