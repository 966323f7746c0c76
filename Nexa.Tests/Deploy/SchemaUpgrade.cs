using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Nexa.Core.Data;

namespace Nexa.Tests.Deploy;

/// <summary>
/// What replicas of the last release, whose newest migration deploy/last-release names, would not survive: they read and write the tables
/// that their own model has, and know nothing of what came later.
/// </summary>
internal sealed partial class SchemaUpgrade
{
    private readonly IModel old;
    private readonly HashSet<string> newColumns = new(StringComparer.Ordinal);

    private SchemaUpgrade(IModel old) => this.old = old;

    public static string LastRelease => File.ReadAllText(Repository.Find("deploy/last-release")).Split(' ')[2].Trim();

    /// <summary>The migrations that came after the last release, in their order.</summary>
    public static List<Migration> ListNew() =>
        [.. Find().Where(one => string.CompareOrdinal(one.Id, LastRelease) > 0).OrderBy(one => one.Id, StringComparer.Ordinal)
            .Select(one => Create(one.Type))];

    /// <returns>A sentence for each operation that must wait for a later release.</returns>
    public static List<string> FindRefused(IEnumerable<Migration> migrations)
    {
        var upgrade = new SchemaUpgrade(Create(Find().Single(one => one.Id == LastRelease).Type).TargetModel);
        return [.. migrations.SelectMany(migration => migration.UpOperations).Select(upgrade.Judge).OfType<string>()];
    }

    private string? Judge(MigrationOperation operation) => operation switch
    {
        DropTableOperation drop when Knows(drop.Name) => $"drops table {drop.Name}",
        RenameTableOperation rename when Knows(rename.Name) => $"renames table {rename.Name}",
        DropColumnOperation drop when Knows(drop.Table, drop.Name) => $"drops {drop.Table}.{drop.Name}",
        RenameColumnOperation rename when Knows(rename.Table, rename.Name) => $"renames {rename.Table}.{rename.Name}",
        AlterColumnOperation alter when Knows(alter.Table, alter.Name) && alter.OldColumn.ColumnType != alter.ColumnType =>
            $"changes the type of {alter.Table}.{alter.Name}",
        AlterColumnOperation { IsNullable: false, OldColumn.IsNullable: true } alter when Knows(alter.Table, alter.Name) =>
            $"makes {alter.Table}.{alter.Name} not null",
        AddColumnOperation add when Knows(add.Table) => Judge(add),
        CreateIndexOperation { IsUnique: true } index when IsOfOldColumns(index.Table, index.Columns) =>
            $"makes {index.Table} ({string.Join(", ", index.Columns)}) unique",
        AddUniqueConstraintOperation unique when IsOfOldColumns(unique.Table, unique.Columns) =>
            $"makes {unique.Table} ({string.Join(", ", unique.Columns)}) unique",
        AddForeignKeyOperation key when IsOfOldColumns(key.Table, key.Columns) => $"adds a foreign key to {key.Table}",
        AddCheckConstraintOperation check when Knows(check.Table) && !IsWider(check) && !newColumns.Any(column =>
            column.StartsWith($"{check.Table}.", StringComparison.Ordinal)
            && check.Sql.Contains(column[(check.Table.Length + 1)..], StringComparison.Ordinal)) => $"adds a check to {check.Table}",
        DropIndexOperation { Table: { } table } drop when Knows(table) => $"drops index {drop.Name}, which a statement may conflict on",
        DropPrimaryKeyOperation drop when Knows(drop.Table) => $"drops the primary key of {drop.Table}",
        DropUniqueConstraintOperation drop when Knows(drop.Table) => $"drops the unique constraint {drop.Name}",
        SqlOperation sql when Breaking().Match(sql.Sql) is { Success: true } found => $"runs by hand: {found.Value}",
        _ => null,
    };

    private string? Judge(AddColumnOperation add)
    {
        newColumns.Add($"{add.Table}.{add.Name}");
        var fills = add.IsNullable || add.DefaultValue is not null || add.DefaultValueSql is not null || add.ComputedColumnSql is not null;
        return fills ? null : $"adds {add.Table}.{add.Name}, not null and without a default";
    }

    /// <summary>The check takes the place of one of the last release and lets through every value that that one names.</summary>
    private bool IsWider(AddCheckConstraintOperation check) =>
        old.GetEntityTypes().Where(entity => entity.GetTableName() == check.Table).SelectMany(entity => entity.GetCheckConstraints())
            .FirstOrDefault(before => before.Name == check.Name) is { } before
        && Value().Replace(before.Sql, "?") is var form && form[..form.IndexOf('?', StringComparison.Ordinal)] is var beginning
        && check.Sql.StartsWith(beginning, StringComparison.Ordinal)
        && Value().Matches(before.Sql).Select(value => value.Value).ToHashSet(StringComparer.Ordinal)
            .IsSubsetOf(Value().Matches(check.Sql).Select(value => value.Value));

    private bool IsOfOldColumns(string table, string[] columns) => columns.All(column => Knows(table, column));

    private bool Knows(string table) => old.GetEntityTypes().Any(entity => entity.GetTableName() == table);

    private bool Knows(string table, string column) =>
        old.GetEntityTypes().Any(entity => entity.GetTableName() == table && entity.GetProperties().Any(one => one.GetColumnName() == column));

    private static Migration Create(Type type)
    {
        var migration = (Migration)Activator.CreateInstance(type)!;
        migration.ActiveProvider = "Npgsql.EntityFrameworkCore.PostgreSQL";
        return migration;
    }

    private static IEnumerable<(string Id, Type Type)> Find() =>
        from type in typeof(NexaDbContext).Assembly.GetTypes()
        let id = type.GetCustomAttribute<MigrationAttribute>()?.Id
        where id is not null
        select (id, type);

    /// <summary>In hand-written SQL, whose tables are not looked at: what a new table needs is neither dropped nor renamed.</summary>
    [GeneratedRegex(@"'[^']*'|\d+", RegexOptions.None, 1000)]
    private static partial Regex Value();

    [GeneratedRegex(
        @"\b(drop\s+(table|column|index|view|function|type|schema|constraint)|rename\s+(to|column)|set\s+not\s+null|alter\s+(column\s+)?\w+\s+type)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Breaking();
}
