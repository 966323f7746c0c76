using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>A compiled segment: an expression for the pattern and a reader that turns its text into facts.</summary>
internal sealed class Segment
{
    private readonly string fact;
    private readonly SegmentText text;
    private readonly Dictionary<string, KeyValuePair<string, string>[]>? table;

    public Segment(string name, SegmentText text)
    {
        this.text = text;
        Name = name;
        fact = text.Fact ?? name;
        table = text.Codes?.ToDictionary(code => code.Key, code => SplitFacts(fact, code.Value), StringComparer.Ordinal)
            ?? text.Rows?.Select(row =>
                ReadRow(row, text.Columns ?? throw new InvalidDataException($"Segment '{name}' has rows without columns.")))
                .ToDictionary(row => row.Code, row => row.Facts, StringComparer.Ordinal);
        Expression = text.Any is { } alternatives ? string.Join('|', alternatives)
            : table is null ? text.Re ?? throw new InvalidDataException($"Segment '{name}' has neither codes, rows nor re.")
            : string.Join('|', table.Keys.OrderByDescending(code => code.Length).ThenBy(code => code,
                StringComparer.Ordinal).Select(Regex.Escape));
    }

    public string Name { get; }

    public string Expression { get; }

    /// <summary>A list of alternatives names the series; nothing is read from it.</summary>
    public bool IsList => text.Any is not null;

    /// <summary>Null = not a valid code, so the scheme does not match.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ReadCode(string code) =>
        table is not null ? table[code]
        : text.Value is not null ? SplitFacts(fact, text.Value)
        : text.As is null ? []
        : Codes.ReadCode(text.As, code, text.Scale, text.Unit) is { } value ? [new(fact, value)]
        : null;

    private static KeyValuePair<string, string>[] SplitFacts(string fact, string value) =>
        value.Length == 0 ? []
        : !value.Contains('=') ? [new(fact, value)]
        : [.. value.Split(';', StringSplitOptions.TrimEntries).Select(pair => pair.Split('=', 2)).Select(pair =>
            KeyValuePair.Create(pair[0], pair[1]))];

    private static (string Code, KeyValuePair<string, string>[] Facts) ReadRow(string row, string columns)
    {
        var names = columns.Split(' ');
        var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length != names.Length + 1)
        {
            throw new InvalidDataException($"Row '{row}' does not have the columns '{columns}'.");
        }

        var facts = names.Zip(cells.Skip(1)).Where(cell => cell.Second != "-").Select(cell =>
        {
            var unit = cell.First.IndexOf(':');
            var value = cell.Second.Replace('_', ' ');
            return unit < 0 ? KeyValuePair.Create(cell.First, value)
                : KeyValuePair.Create(cell.First[..unit], $"{value} {cell.First[(unit + 1)..]}");
        });
        return (cells[0], [.. facts]);
    }
}
