using System.Globalization;
using Npgsql;

namespace Nexa.Benchmarks;

/// <summary>Fills a fresh database with classifications (seed.sql).</summary>
internal static class HistorySeed
{
    /// <param name="database">Where.</param>
    /// <param name="rows">How many classifications; a multiple of 105.</param>
    public static async Task WriteAsync(string database, int rows)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var stream = typeof(HistorySeed).Assembly.GetManifestResourceStream("seed.sql")!;
        using var reader = new StreamReader(stream);
        Console.WriteLine($"Seeding {rows.ToString("N0", CultureInfo.InvariantCulture)} classifications…");
        var script =
            (await reader.ReadToEndAsync()).Replace(":rows", rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (var statement in script.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
