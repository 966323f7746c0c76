using System.Globalization;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Worker;

/// <summary><c>events prune [days]</c>: deletes the events of tasks that ended long ago.</summary>
internal static class EventsCommand
{
    /// <summary>As long as an uploaded file is kept unless the operator says otherwise.</summary>
    private const int UsualDays = 90;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken ct)
    {
        if (args is not (["prune"] or ["prune", _]) || FindDays(args) is not { } days)
        {
            await Console.Error.WriteLineAsync("Usage: events prune [days], at least 1; 90 unless given");
            return 1;
        }

        var database = services.GetRequiredService<NpgsqlDataSource>();
        var (deleted, last) = await TaskEventLog.PruneAsync(database, TimeSpan.FromDays(days), after: null, ct);
        while (last is not null)
        {
            (var more, last) = await TaskEventLog.PruneAsync(database, TimeSpan.FromDays(days), last, ct);
            deleted += more;
        }

        Console.WriteLine($"{deleted} events of tasks that ended more than {days} days ago are deleted; each task keeps its last one.");
        return 0;
    }

    private static int? FindDays(string[] args) => args.Length == 1 ? UsualDays
        : int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500 ? days : null;
}
