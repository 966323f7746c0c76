using System.Text;

namespace Nexa.Agents.PartNumbers;

/// <summary>
/// A part number as the schemes see it (upper case, no blanks, plain hyphens), with the way back to the positions the client wrote.
/// </summary>
internal sealed class PartText
{
    public const int MaxLength = 64; // longer is prose, not a part number, and patterns stay cheap

    private readonly int[] positions;

    private PartText(string value, int[] positions)
    {
        Value = value;
        this.positions = positions;
    }

    public string Value { get; }

    public static PartText? FromWritten(string? written)
    {
        var value = new StringBuilder();
        var origins = new List<int>();
        for (var i = 0; i < (written?.Length ?? 0); i++)
        {
            var c = ToPlain(written![i]);
            if (!char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('"' or '®' or '™'))
            {
                value.Append(c);
                origins.Add(i + 1);
            }
        }

        return value.Length is 0 or > MaxLength ? null : new PartText(value.ToString(), [.. origins]);
    }

    /// <summary>Upper case; full-width characters and typographic hyphens as their plain ones.</summary>
    private static char ToPlain(char c) => c switch
    {
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2212' => '-',
        >= '\uFF01' and <= '\uFF5E' => char.ToUpperInvariant((char)(c - 0xFEE0)),
        _ => char.ToUpperInvariant(c),
    };

    public PartText TakeHead(int length) => new(Value[..length], positions);

    public string DescribePosition(int index, int length)
    {
        if (length <= 0)
        {
            return "part number, número inteiro";
        }

        var (first, last) = (positions[index], positions[index + length - 1]);
        return first == last ? $"part number, posição {first}" : $"part number, posições {first}-{last}";
    }
}
