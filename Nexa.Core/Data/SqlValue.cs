using NpgsqlTypes;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>
/// A value of a statement with its PostgreSQL type. A null has its type too: PostgreSQL prepares a statement once for each list of types.
/// </summary>
public readonly struct SqlValue
{
    private readonly object? value;
    private readonly NpgsqlDbType type;

    private SqlValue(object? value, NpgsqlDbType type) => (this.value, this.type) = (value, type);

    public static SqlValue Json(string? text) => new(text, NpgsqlDbType.Json);

    public static SqlValue Jsonb(string? text) => new(text, NpgsqlDbType.Jsonb);

    public static SqlValue Json(List<string> texts) => new(texts, NpgsqlDbType.Array | NpgsqlDbType.Json);

    public static SqlValue Jsonb(List<string> texts) => new(texts, NpgsqlDbType.Array | NpgsqlDbType.Jsonb);

    public static implicit operator SqlValue(Guid? id) => new(id, NpgsqlDbType.Uuid);

    public static implicit operator SqlValue(string? text) => new(text, NpgsqlDbType.Text);

    public static implicit operator SqlValue(bool? flag) => new(flag, NpgsqlDbType.Boolean);

    public static implicit operator SqlValue(short? number) => new(number, NpgsqlDbType.Smallint);

    public static implicit operator SqlValue(int? number) => new(number, NpgsqlDbType.Integer);

    public static implicit operator SqlValue(long? number) => new(number, NpgsqlDbType.Bigint);

    public static implicit operator SqlValue(double? number) => new(number, NpgsqlDbType.Double);

    public static implicit operator SqlValue(decimal? number) => new(number, NpgsqlDbType.Numeric);

    public static implicit operator SqlValue(DateOnly? date) => new(date, NpgsqlDbType.Date);

    public static implicit operator SqlValue(DateTimeOffset? time) => new(time?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    public static implicit operator SqlValue(TimeSpan? length) => new(length, NpgsqlDbType.Interval);

    public static implicit operator SqlValue(byte[]? bytes) => new(bytes, NpgsqlDbType.Bytea);

    public static implicit operator SqlValue(Guid[] ids) => new(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static implicit operator SqlValue(List<Guid> ids) => new(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static implicit operator SqlValue(List<Guid?> ids) => new(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static implicit operator SqlValue(List<bool> flags) => new(flags, NpgsqlDbType.Array | NpgsqlDbType.Boolean);

    public static implicit operator SqlValue(List<short> numbers) => new(numbers, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    public static implicit operator SqlValue(List<int> numbers) => new(numbers, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static implicit operator SqlValue(List<long> numbers) => new(numbers, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static implicit operator SqlValue(List<double?> numbers) => new(numbers, NpgsqlDbType.Array | NpgsqlDbType.Double);

    public static implicit operator SqlValue(List<decimal> numbers) => new(numbers, NpgsqlDbType.Array | NpgsqlDbType.Numeric);

#nullable disable // lists of texts with and without nulls are the same to PostgreSQL
    public static implicit operator SqlValue(string[] texts) => new(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static implicit operator SqlValue(List<string> texts) => new(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);
#nullable restore

    internal NpgsqlParameter ToParameter(string? name = null) =>
        new() { ParameterName = name, NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
