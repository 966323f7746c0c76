using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Nexa.Tests.Support;

/// <summary>Waits for something that happens elsewhere; fails by name when it does not.</summary>
internal static class Eventually
{
    public static Task HoldsAsync(Func<bool> condition, TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), within, what);

    public static Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        GetAsync(async () => await condition() ? "" : null, within, what);

    /// <summary>Asks until the answer is not null.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> get, TimeSpan? within = null,
        [CallerArgumentExpression(nameof(get))] string what = "")
        where T : class
    {
        var limit = within ?? TimeSpan.FromSeconds(30);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await get() is { } value)
            {
                return value;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < limit, $"Not so within {limit}: {what}");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}
