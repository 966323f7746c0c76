using Npgsql;

namespace Nexa.Core.Data;

/// <summary>
/// The current row of a result, read by the names of its columns. Rows of a result are read in the same order of names: the places found
/// for the first row serve the others, which makes a name as quick as a number.
/// </summary>
public sealed class SqlRow(NpgsqlDataReader reader)
{
    private readonly List<(string Column, int Ordinal)> found = [];
    private int next;

    public bool IsNull(string column) => reader.IsDBNull(Find(column));

    public Guid Id(string column) => reader.GetGuid(Find(column));

    public Guid? IdOrNull(string column) => Has(column, out var at) ? reader.GetGuid(at) : null;

    public string Text(string column) => reader.GetString(Find(column));

    public string? TextOrNull(string column) => Has(column, out var at) ? reader.GetString(at) : null;

    public string[] Texts(string column) => reader.GetFieldValue<string[]>(Find(column));

    /// <summary>A state that is stored as the name of its enum's member, in whatever case.</summary>
    public T State<T>(string column)
        where T : struct, Enum => Enum.Parse<T>(reader.GetString(Find(column)), ignoreCase: true);

    public bool Flag(string column) => reader.GetBoolean(Find(column));

    public T Number<T>(string column)
        where T : struct => reader.GetFieldValue<T>(Find(column));

    public T? NumberOrNull<T>(string column)
        where T : struct => Has(column, out var at) ? reader.GetFieldValue<T>(at) : null;

    public DateOnly Date(string column) => reader.GetFieldValue<DateOnly>(Find(column));

    public DateTimeOffset Time(string column) => reader.GetFieldValue<DateTimeOffset>(Find(column));

    public DateTimeOffset? TimeOrNull(string column) => Has(column, out var at) ? reader.GetFieldValue<DateTimeOffset>(at) : null;

    public byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(Find(column));

    public byte[]? BytesOrNull(string column) => Has(column, out var at) ? reader.GetFieldValue<byte[]>(at) : null;

    internal SqlRow Begin()
    {
        next = 0;
        return this;
    }

    private bool Has(string column, out int at)
    {
        at = Find(column);
        return !reader.IsDBNull(at);
    }

    private int Find(string column)
    {
        if (next < found.Count && (ReferenceEquals(found[next].Column, column) || found[next].Column == column))
        {
            return found[next++].Ordinal;
        }

        var ordinal = reader.GetOrdinal(column);
        if (next == found.Count)
        {
            found.Add((column, ordinal)); // a row that leaves a column out looks the others up
            next++;
        }

        return ordinal;
    }
}
