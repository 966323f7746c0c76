using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Tests.Data;

/// <summary>
/// Each table has one home: the folder of its entity in Nexa.Core. Only there is SQL that writes it, and no SQL stands outside Nexa.Core.
/// </summary>
public sealed partial class StorageHomeTests
{
    /// <summary>Files beside the homes: migrations make the tables, and expired rows of several tables are deleted by one list.</summary>
    private static readonly string[] Exempt = ["Nexa.Core/Data/Migrations/", "Nexa.Core/Data/ExpiredRows.cs"];

    /// <summary>
    /// Joined by what is classified, asked, exported or reviewed; every other table is read in its own folder, or joined to these.
    /// </summary>
    private static readonly Dictionary<string, string[]> Readers = new(StringComparer.Ordinal)
    {
        ["job"] = ["Nexa.Core/Jobs/JobQueue.cs"],
        ["task"] =
        [
            "Nexa.Core/Tasks/", "Nexa.Core/Classifications/ClassificationFilter.cs", "Nexa.Core/Catalogue/PartNumberReader.cs",
            "Nexa.Core/Webhooks/WebhookOutbox.cs",
        ],
        ["task_item"] =
        [
            "Nexa.Core/Tasks/", "Nexa.Core/Classifications/ClassificationFilter.cs", "Nexa.Core/Classifications/KnownClassifications.cs",
            "Nexa.Core/Catalogue/PartNumberReader.cs", "Nexa.Core/Review/ReviewQueue.cs",
        ],
        ["task_event"] = ["Nexa.Core/Tasks/TaskEventLog.cs"],
        ["classification"] =
        [
            "Nexa.Core/Classifications/", "Nexa.Core/Review/ReviewIntake.cs", "Nexa.Core/Review/ReviewQueue.cs",
            "Nexa.Core/Catalogue/PartNumberReader.cs",
            "Nexa.Core/Catalogue/PartProfileRows.cs", "Nexa.Core/Tasks/TaskItemRows.cs",
        ],
    };

    private static readonly List<(string Path, string Code)> Sources = ReadSources();

    [Fact]
    public void Every_table_is_written_in_the_folder_of_its_entity_only()
    {
        using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=nowhere").Options);
        var homes = db.Model.GetEntityTypes().ToDictionary(
            type => type.GetTableName()!, type => type.ClrType.Namespace!.Replace("Nexa.Core.", "Nexa.Core/", StringComparison.Ordinal)
            + "/",
            StringComparer.Ordinal);

        var strangers = homes.SelectMany(home => Find($@"(insert into|update|delete from|copy) {home.Key}")
            .Where(path => !path.StartsWith(home.Value, StringComparison.Ordinal)).Select(path => $"{path} writes {home.Key}"));

        Assert.Empty(strangers);
    }

    [Fact]
    public void Jobs_tasks_and_classifications_are_read_where_they_are_said_to_be()
    {
        var strangers = Readers.SelectMany(table => Find($@"(from|join|into|update) {table.Key}")
            .Where(path => path.StartsWith("Nexa.Core/", StringComparison.Ordinal)
                && !table.Value.Any(home => path.StartsWith(home, StringComparison.Ordinal)))
            .Select(path => $"{path} reads {table.Key}"));

        Assert.Empty(strangers);
    }

    [Fact]
    public void Nothing_outside_the_storage_speaks_SQL()
    {
        using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=nowhere").Options);
        var tables = string.Join('|', db.Model.GetEntityTypes().Select(type => type.GetTableName()));

        Assert.DoesNotContain(
            Find($"(select .* from|insert into|update|delete from|join) ({tables})"),
            path => !path.StartsWith("Nexa.Core/", StringComparison.Ordinal));
    }

    [Fact]
    public void Parameters_and_columns_are_named_in_one_place()
    {
        Assert.DoesNotContain(Sources, source => !source.Path.StartsWith("Nexa.Core/Data/Sql", StringComparison.Ordinal)
            && source.Code.Contains("Npgsql", StringComparison.Ordinal) && DirectAccess().IsMatch(source.Code));
    }

    private static IEnumerable<string> Find(string sql)
    {
        var pattern = new Regex($@"\b{sql}\b", RegexOptions.None, TimeSpan.FromSeconds(5));
        return Sources.Where(source => pattern.IsMatch(source.Code)).Select(source => source.Path);
    }

    private static List<(string Path, string Code)> ReadSources()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Nexa.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string[] projects = ["Nexa.Api", "Nexa.Core", "Nexa.Worker"];
        return
        [
            .. projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
                .Select(path => (Path: Path.GetRelativePath(root, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
                .Where(source => !Exempt.Any(exempt => source.Path.StartsWith(exempt, StringComparison.Ordinal)))
                .Select(source => (source.Path, Comments().Replace(source.Text, ""))),
        ];
    }

    [GeneratedRegex(@"^\s*//.*$|\s// .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comments();

    [GeneratedRegex(
        @"\.Parameters\.Add|NpgsqlDataReader|ExecuteReaderAsync|\brow\[\d" +
        @"|\.Get(String|Guid|Int16|Int32|Int64|Boolean|Double|Decimal|FieldValue<[^>]+>)\(\d",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex DirectAccess();
}
