namespace Nexa.Tests.Documents.Generator;

/// <summary>A column of a form.</summary>
internal sealed record ErpColumn(string Name, string Header, Func<ExpectedItem, int, string> Print, bool IsRight = false)
{
    /// <summary>A header of several words on several lines.</summary>
    public string[] Headers(bool wraps) => wraps && Header.Contains(' ', StringComparison.Ordinal) ? Header.Split(' ', 2) : [Header];
}

/// <summary>Which columns a form has on which of its lines, and what it prints below an item.</summary>
internal static class ErpColumns
{
    public static List<List<ErpColumn>> Choose(ErpForms form, string arrangement)
    {
        var step = form.Chance(2) ? 1 : 10;
        var line = new ErpColumn("line", form.Word("line"), (_, i) => ((i + 1) * step)
            .ToString(step == 1 ? "0" : "00000", System.Globalization.CultureInfo.InvariantCulture));
        var part = new ErpColumn("part", form.Word("part"), (item, _) => item.PartNumber);
        var code = new ErpColumn("code", form.Word("code"), (_, i) => Code(i));
        var description = new ErpColumn("description", form.Word("description"), (item, _) => item.Description);
        ErpColumn?[] names = [form.Has("maker") ? new("maker", form.Word("maker"), (item, _) => item.Manufacturer)
            : null, form.Has("tariff") ? new("tariff", form.Word("tariff"), (item, _) => item.Ncm) : null];
        ErpColumn?[] sums =
        [
            form.Has("date") && arrangement is "single" ? new("date", form.Word("date"), (_, i) => $"{(i % 27) + 1:00}/11/2026") : null,
            new("quantity", form.Word("quantity"), (item, _) => form.Format(item.Quantity, 0), IsRight: true),
            form.Has("unit") ? new("unit", form.Word("unit"), (_, _) => "EA") : null,
            new("price", form.Word("price"), (item, _) => form.FormatPrice(item.UnitPrice), IsRight: true),
            form.Has("per") ? new("per", form.Word("per"), (_, _) => form.Basis, IsRight: true) : null,
            new("total", form.Word("total"), (item, _) => form.Format(item.Total, 2), IsRight: true),
        ];
        return arrangement switch
        {
            "two-lines" => [Take(line, part, description), Take(sums)],
            "three-lines" => [Take(line, code, description), Take([part, .. names]), Take(sums)],
            "labels-below" => [Take([line, part, description, .. sums])],
            "code-above" => [Take([line, description with { Print = (item, _) => item.PartNumber }, .. sums])],
            "part-below" => [Take([line, code, description, .. sums])],
            _ => [Take(form.Chance(2) ? [line, part, description, .. names, .. sums]
                : [line, .. sums.Take(3), part, .. names, description, .. sums.Skip(3)])],
        };
    }

    public static IEnumerable<string> Below(ErpForms form, string arrangement, ExpectedItem item, int index) => arrangement switch
    {
        "labels-below" => [$"{form.Word("labelcode")} {Code(index)}", $"{form.Word("labelother")} {item.Origin}"],
        "code-above" => [item.Description],
        "part-below" => [$"{form.Word("labelpart")} {item.PartNumber}", $"{form.Word("labelother")} {item.Origin}"],
        "two-lines" when form.Chance(2) => [$"{form.Word("labelcode")} {Code(index)}"],
        _ => [],
    };

    private static string Code(int index) => $"4000{5640 + (index * 7)}";

    private static List<ErpColumn> Take(params ErpColumn?[] columns) => [.. columns.OfType<ErpColumn>()];
}
