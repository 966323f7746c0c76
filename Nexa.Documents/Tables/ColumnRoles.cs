namespace Nexa.Documents.Tables;

/// <summary>
/// Corrects what a column is where its cells say otherwise than its header: dates are no part numbers, values of a BOM no totals.
/// </summary>
internal static class ColumnRoles
{
    /// <summary>At this share of contradicting cells, the cells overrule the header.</summary>
    private const double OverrulingShare = 0.6;

    /// <summary>A number column has at least this share of numbers; below it the column holds something else.</summary>
    private const double FewestNumbers = 0.3;

    /// <summary>With fewer cells a number column cannot be judged.</summary>
    private const int FewestCells = 3;

    public static void CorrectRoles(IReadOnlyList<Row> rows)
    {
        foreach (var table in rows.GroupBy(r => r.Header.Key, StringComparer.Ordinal))
        {
            var all = table.ToList();
            for (var at = 0; at < all.Max(r => r.Header.Columns.Count); at++)
            {
                CorrectRoles(all.Where(r => at < r.Header.Columns.Count).ToList(), at);
            }
        }
    }

    private static void CorrectRoles(List<Row> rows, int at)
    {
        var field = rows[0].Header.Columns[at].Field;
        var cells = rows.Select(r => r.ReadText(r.Header.Columns[at])).Where(t => t.Length > 0).ToList();
        if (cells.Count == 0 || field is Field.None or Field.Other or Field.Description or Field.Manufacturer or Field.Unit)
        {
            return;
        }

        var kinds = cells.ConvertAll(CellKinds.ClassifyCell);
        double MeasureShare(params ReadOnlySpan<CellKind> any)
        {
            var count = 0;
            foreach (var kind in kinds)
            {
                count += any.Contains(kind) ? 1 : 0;
            }

            return (double)count / kinds.Count;
        }

        var corrected = field switch
        {
            Field.MfrPart or Field.Part or Field.Code
                or Field.CustomerPart when MeasureShare(CellKind.Date) > OverrulingShare => Field.Other,
            Field.MfrPart or Field.Part or Field.Code or Field.CustomerPart
                or Field.LineNo when MeasureShare(CellKind.Designators) > OverrulingShare
                && AreReferences(cells, rows) => Field.Designator,
            Field.MfrPart or Field.Part or Field.Code
                or Field.CustomerPart when MeasureShare(CellKind.Gtin) > OverrulingShare => Field.Gtin,
            Field.Designator when MeasureShare(CellKind.Designators) < FewestNumbers
                && MeasureShare(CellKind.Code) > OverrulingShare => Field.Part,
            Field.LineNo when cells.Count(IsCode) > cells.Count * OverrulingShare && !rows[0].Header.Has(Field.MfrPart)
                && !rows[0].Header.Has(Field.Part) => Field.Part,
            Field.Quantity when kinds.Count >= FewestCells
                && rows.Count(r => r.FindNumber(r.Header.Columns[at]) is not null) < cells.Count * FewestNumbers => Field.Other,
            Field.UnitPrice or Field.Total when kinds.Count >= FewestCells && MeasureShare(CellKind.Number, CellKind.Gtin) < FewestNumbers
                && rows.Count(r => r.FindNumber(r.Header.Columns[at]) is not null) < cells.Count * OverrulingShare => Field.Other,
            Field.Total when kinds.Count >= FewestCells && MeasureShare(CellKind.Measure) > OverrulingShare => Field.Other,
            _ => field,
        };
        if (corrected != field)
        {
            rows.ForEach(r => r.Header.Columns[at].Field = corrected);
        }
    }

    /// <summary>
    /// One letter and a digit may be a short part number; several in a cell, or another column of codes beside them, are references.
    /// </summary>
    private static bool AreReferences(List<string> cells, List<Row> rows) =>
        cells.Exists(c => c.AsSpan().Trim().ContainsAny(' ', ',', ';')) || cells.TrueForAll(c => c.Trim().Length <= 4)
        || rows[0].Header.Columns.Count(c => c.Field is Field.MfrPart or Field.Part or Field.Code) > 1;

    private static bool IsCode(string cell) =>
        cell.Length >= 5 && cell.Any(char.IsAsciiLetter) && cell.Any(char.IsAsciiDigit) && CellKinds.ClassifyCell(cell) is CellKind.Code;
}
