using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Nexa.Tests.Support;

/// <summary>
/// Collects the statements of Entity Framework; on request it takes the condition on the organisation out of each before it runs.
/// </summary>
internal sealed partial class LinqStatements(bool removeFilters = false) : DbCommandInterceptor
{
    /// <summary>As written by Entity Framework.</summary>
    public ConcurrentDictionary<string, bool> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that lost a condition.</summary>
    public ConcurrentDictionary<string, bool> Changed { get; } = new(StringComparer.Ordinal);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Take(command);
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Take(command);
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    private void Take(DbCommand command)
    {
        var text = command.CommandText;
        Seen[text] = true;
        if (removeFilters && Filter().Replace(text, "TRUE") is var bare && bare != text)
        {
            Changed[text] = true;
            command.CommandText = bare;
        }
    }

    [GeneratedRegex(@"\w+\.organisation_id = @\w+", RegexOptions.None, 1000)]
    private static partial Regex Filter();
}
