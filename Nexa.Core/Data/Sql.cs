using Npgsql;

namespace Nexa.Core.Data;

/// <summary>Positional SQL on a connection or data source; null is sent as SQL null of whatever type the statement asks for.</summary>
public static class Sql
{
    /// <summary>
    /// First in a batch whose statements only follow keys. They are planned once, not for each length of an array, and never to read a
    /// whole table, however young its statistics are. Holds until the transaction ends; its one row is the batch's first result.
    /// </summary>
    public const string FollowKeys = "select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)";

    public static NpgsqlCommand Statement(this NpgsqlConnection connection, string text, params ReadOnlySpan<object?> values) => new NpgsqlCommand(text, connection).With(values);

    public static NpgsqlCommand With(this NpgsqlCommand command, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
