namespace Nexa.Web;

/// <summary>Days and times as people in Brazil read them.</summary>
internal static class BrazilDay
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");

    public static DateOnly Find(DateTimeOffset time) => DateOnly.FromDateTime(ToLocal(time).DateTime);

    public static DateTimeOffset ToLocal(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);
}
