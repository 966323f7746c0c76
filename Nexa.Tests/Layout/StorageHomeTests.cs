using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Tests.Layout;

/// <summary>Each table has one home, the folder of its entity in Nexa.Core: SQL says its name only there.</summary>
public sealed partial class StorageHomeTests
{
    /// <summary>Each table with its home, a path that ends with a slash.</summary>
    private static readonly Dictionary<string, string> Homes = FindHomes();

    private static readonly List<(string Path, string Code)> Sources =
    [
        .. Repository.ListProductSources()
            .Select(path => (Path: Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            .Where(source => !source.Path.StartsWith("Nexa.Core/Data/Migrations/", StringComparison.Ordinal)
                && !source.Path.Contains("/obj/", StringComparison.Ordinal))
            .Select(source => (source.Path, Comments().Replace(source.Text, ""))),
    ];

    public static TheoryData<string> Tables => [.. Homes.Keys];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_is_named_in_SQL_in_its_home_only(string table)
    {
        var strangers = Sources.Where(source => !source.Path.StartsWith(Homes[table], StringComparison.Ordinal)
            && FindTables(source.Code).Contains(table)).Select(source => source.Path);

        Assert.Empty(strangers);
    }

    [Fact]
    public void JobQueue_is_the_only_file_that_says_job() =>
        Assert.Equal(["Nexa.Core/Jobs/JobQueue.cs"], Sources.Where(source => FindTables(source.Code).Contains("job"))
            .Select(source => source.Path));

    [Theory]
    [InlineData("\"select id from task where id = $1\"", "task")]
    [InlineData("\"\"\"\n select 1 from classification c\n join task_item i on true\n \"\"\"", "classification", "task_item")]
    [InlineData("$\"\"\"{start} LEFT JOIN LATERAL (select from\n   part_number) p\"\"\"", "part_number")]
    [InlineData("\"classification c left join lateral (select 1) i on true\"", "classification")]
    [InlineData("\"delete from only document d using review_item r\"", "document", "review_item")]
    [InlineData("\"from unnest($1) as u(id), manufacturer m\"", "manufacturer")]
    [InlineData("\"copy fiscal_row (id) from stdin\"", "fiscal_row")]
    [InlineData("\"The task of the document takes its classification from document.\"")]
    [InlineData("from task in tasks join document in documents on task.Id equals document.Id select task")]
    public void A_table_is_found_however_a_statement_names_it(string code, params string[] tables) =>
        Assert.Equal(tables.Order(StringComparer.Ordinal), FindTables(code).Order(StringComparer.Ordinal));

    [Fact]
    public void Parameters_and_columns_are_named_in_one_place()
    {
        Assert.DoesNotContain(Sources, source => !source.Path.StartsWith("Nexa.Core/Data/Sql", StringComparison.Ordinal)
            && source.Code.Contains("Npgsql", StringComparison.Ordinal) && DirectAccess().IsMatch(source.Code));
    }

    private static Dictionary<string, string> FindHomes()
    {
        using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=nowhere").Options);
        return db.Model.GetEntityTypes().ToDictionary(
            type => type.GetTableName()!,
            type => type.ClrType.Namespace!.Replace("Nexa.Core.", "Nexa.Core/", StringComparison.Ordinal) + "/", StringComparer.Ordinal);
    }

    /// <summary>The tables that the SQL in the texts of a source names.</summary>
    private static HashSet<string> FindTables(string code) =>
    [
        .. Texts().Matches(code).SelectMany(text => Mentions().Matches(text.Value)).Select(mention => mention.Groups["table"].Value)
            .Where(Homes.ContainsKey),
    ];

    [GeneratedRegex(@"^\s*//.*$|\s// .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comments();

    /// <summary>A raw text, or a plain one.</summary>
    [GeneratedRegex(@"\x22{3}(?s:.*?)\x22{3}|\x22([^\x22\\\n]|\\.)*\x22", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Texts();

    /// <summary>
    /// A word after a keyword or the comma of a <c>from</c> clause, or at the start of a text that goes on with an alias and a clause.
    /// </summary>
    [GeneratedRegex(
        @"\b(from|join|into|update|using|copy|truncate|table)\s+(only\s+)?(?<table>[a-z_]+)(?![\w.])"
        + @"|,\s+(?<table>[a-z_]+)\s+(as\s+)?[a-z]\b(?!\.)"
        + @"|^\$*\x22+\s*(?<table>[a-z_]+)\s+(as\s+)?([a-z]\s+)?(where|join|left|cross|inner)\b",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Mentions();

    [GeneratedRegex(
        @"\.Parameters\.Add|NpgsqlDataReader|ExecuteReaderAsync|\brow\[\d" +
        @"|\.Get(String|Guid|Int16|Int32|Int64|Boolean|Double|Decimal|FieldValue<[^>]+>)\(\d",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex DirectAccess();
}
