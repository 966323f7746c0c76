using Npgsql;

namespace Nexa.Core.Data;

/// <summary>Positional SQL on a connection or data source; null is sent as SQL null of whatever type the statement asks for.</summary>
public static class Sql
{
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
