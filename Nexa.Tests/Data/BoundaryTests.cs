using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Tests.Data;

/// <summary>
/// A statement on a table that an organisation owns names the organisation; those that don't are counted here, file by file.
/// </summary>
public sealed partial class BoundaryTests
{
    /// <summary>
    /// How many statements of a file follow the key of a row that was found under its organisation, are put together of parts that name it,
    /// or are a worker's, which serves all. One more needs a reason in its review.
    /// </summary>
    private static readonly Dictionary<string, int> ByKey = new(StringComparer.Ordinal)
    {
        ["Nexa.Core/Classifications/AffectedClassifications.cs"] = 3, // legal changes concern all organisations
        ["Nexa.Core/Classifications/ClassificationSql.cs"] = 2, // joins by key, in statements that name it
        ["Nexa.Core/Classifications/HistoryQuery.cs"] = 1, // SelectFirst names it
        ["Nexa.Core/Classifications/IssuedCertificate.cs"] = 1, // anyone who holds a certificate may ask: a day is told and nothing else
        ["Nexa.Core/Documents/DocumentRows.cs"] = 7, // the worker's; a join by key; of a task that the caller has found
        ["Nexa.Core/Identity/ApiKeyRows.cs"] = 1, // the bound of all keys of the installation, by its setting
        ["Nexa.Core/Review/ReviewIntake.cs"] = 3, // the worker's
        ["Nexa.Core/Review/ReviewQueue.cs"] = 4, // the where that is put together, a version that is locked, a count of all for a gauge
        ["Nexa.Core/Tasks/TaskEventLog.cs"] = 4, // the feed: rooms are checked by IsSeenByAsync, numbers are told to no client; pruning
        ["Nexa.Core/Tasks/TaskRows.cs"] = 8, // of tasks that the worker has found; three subqueries by key
        ["Nexa.Core/Webhooks/DeliveryRows.cs"] = 2, // the worker's, and pruning
    };

    [Fact]
    public void Statements_that_name_no_organisation_are_those_that_were_looked_at()
    {
        using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=nowhere").Options);
        var owned = string.Join('|', db.Model.GetEntityTypes().Where(type => type.FindProperty("OrganisationId") is not null)
            .Select(type => type.GetTableName()));
        var touches = new Regex($@"\b(from|join|update|into) ({owned})\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

        var found = Repository.ListProductSources().Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => path.StartsWith("Nexa.Core/", StringComparison.Ordinal)
                && !path.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(path => (path, Count: FindTexts(File.ReadAllText(Repository.Find(path))).Count(text =>
                touches.IsMatch(text) && !text.Contains("organisation_id", StringComparison.Ordinal))))
            .Where(file => file.Count > 0).ToDictionary(file => file.path, file => file.Count, StringComparer.Ordinal);

        Assert.Equal(ByKey.OrderBy(file => file.Key, StringComparer.Ordinal), found.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    internal static IEnumerable<string> FindTexts(string source) => Texts().Matches(source).Select(text => text.Value);

    /// <summary>A raw text, or a plain one.</summary>
    [GeneratedRegex(@"\x22{3}(?s:.*?)\x22{3}|\x22([^\x22\\\n]|\\.)*\x22", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Texts();
}
