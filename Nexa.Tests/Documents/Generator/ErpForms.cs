using System.Globalization;

namespace Nexa.Tests.Documents.Generator;

/// <summary>What must be found in a form beside its items.</summary>
public sealed record ErpForm(int Seed, string Style, byte[] Pdf, IReadOnlyList<ExpectedItem> Items, string Seller, string Number,
    DateOnly Date, decimal Total);

/// <summary>Orders and invoices as ERPs print them: items on one to six lines, every choice drawn by the seed.</summary>
internal sealed class ErpForms
{
    private const double Left = 36;
    private readonly Random random;
    private readonly ErpVocabulary words;
    private readonly PdfSheet sheet;
    private readonly NumberFormatInfo numbers;
    private readonly string arrangement;
    private readonly double step;
    private readonly bool isRuled, hasUnit, hasMaker, hasTariff, hasDate, wrapsHeaders;
    private readonly int basis, decimals;
    private double y;

    private ErpForms(int seed)
    {
        random = new Random(seed);
        words = ErpVocabulary.All[random.Next(ErpVocabulary.All.Length)];
        arrangement = Pick("single", "single", "two-lines", "three-lines", "labels-below", "code-above", "part-below");
        sheet = new PdfSheet(Pick("Helvetica", "Helvetica", "Times-Roman", "Courier"), arrangement is "single" ? 6.5 + random.NextDouble()
            : 7 + random.NextDouble(), width: arrangement is "single" ? 842 : 595, height: arrangement is "single" ? 595 : 842);
        step = sheet.Size * (1.25 + (random.NextDouble() * 0.4));
        (isRuled, hasUnit, hasMaker, hasTariff, hasDate, wrapsHeaders) =
            (Chance(3), !Chance(4), Chance(2), Chance(3), Chance(3), Chance(3));
        (basis, decimals) = (arrangement is not "single" && Chance(4) ? (Chance(2) ? 100 : 1000) : 1, random.Next(2, 5));
        var isComma = words.Language is not "en" && !Chance(5);
        numbers = new NumberFormatInfo { NumberDecimalSeparator = isComma ? "," : ".", NumberGroupSeparator = Chance(6) ? "" : isComma
            ? "." : "," };
    }

    public static IEnumerable<ErpForm> Make(int first, int count) =>
        Enumerable.Range(first, count).Select(seed => new ErpForms(seed).Write(seed));

    private ErpForm Write(int seed)
    {
        var items = MadeUpParts.Make(random, random.Next(2, 25), words.Language)
            .ConvertAll(i => i with { UnitPrice = Math.Round(i.UnitPrice, decimals) });
        var isOrder = Chance(2);
        var (seller,
            buyer) = (Pick("Halden Parts Supply LLC", "Nordwind Bauteile GmbH", "Componentes Aurora Ltda",
                "Marlow & Pike Semiconductors Ltd", "Electrónica del Plata S.A."),
                Pick("Importadora Exemplo Ltda", "Kestrel Machines Inc.", "Maquinaria Andina S.A."));
        var number =
            Pick($"45{random.Next(10000000, 99999999)}", $"PO-{random.Next(1000, 9999)}",
                $"{random.Next(10, 99)}/{random.Next(10000, 99999)}", $"INV{random.Next(100000, 999999)}");
        var date = new DateOnly(2026, random.Next(1, 12), random.Next(13, 28));
        WriteHead(isOrder, seller, buyer, number, date);
        var levels = ErpColumns.Choose(this, arrangement);
        var places = Place(levels, items);
        WriteHeaders(levels, places);
        foreach (var (item, index) in items.Select((item, index) => (item, index)))
        {
            if (y + (7 * step) > sheet.Height - 60)
            {
                NewPage(levels, places);
            }

            WriteItem(levels, places, item, index);
        }

        var total = items.Sum(i => i.Total);
        y += step * 1.5;
        var label = Word("sum");
        sheet.Text(sheet.Width - 220, y, label);
        sheet.TextRight(sheet.Width - 40, y, Format(total, 2));
        return new(seed, $"{words.Language} {arrangement} per {basis}", sheet.Build(), items, seller, number, date, total);
    }

    private void WriteHead(bool isOrder, string seller, string buyer, string number, DateOnly date)
    {
        var title = Word(isOrder ? "order" : "invoice");
        sheet.Text(Left, 40, isOrder ? buyer : seller, sheet.Size + 4);
        sheet.Text(sheet.Width - 250, 40, title, sheet.Size + 5);
        sheet.Text(sheet.Width - 250, 58, $"{Word("number")} {number}");
        sheet.Text(sheet.Width - 250, 58
            + step, $"{Word("dated")} {date.ToString(words.Language is "en" ? "yyyy-MM-dd" : "dd/MM/yyyy", CultureInfo.InvariantCulture)}");
        sheet.Text(sheet.Width - 250, 58 + (2 * step), Word("currency"));
        var party = isOrder ? Word("seller") : Word("buyer");
        var isBeside = party.EndsWith(':') && Chance(2);
        sheet.Text(Left, 70, isBeside ? $"{party} {(isOrder ? seller : buyer)}" : party);
        sheet.Text(Left, 70 + step, isBeside ? "100 Example Road" : isOrder ? seller : buyer);
        sheet.Text(Left, 70 + (2 * step), "89010 Springfield");
        y = 70 + (6 * step);
    }

    private List<double[]> Place(List<List<ErpColumn>> levels, List<ExpectedItem> items) => levels.ConvertAll(columns =>
    {
        var widths = columns.Select(c =>
            Math.Max(c.Headers(wrapsHeaders && levels.Count == 1).Max(sheet.Measure),
            items.Select((item, i) => sheet.Measure(c.Print(item, i))).Max())).ToList();
        var room = sheet.Width - (2 * Left) - widths.Sum();
        var gap = Math.Clamp(room / Math.Max(1, columns.Count), 5, 24);
        var edges = new double[columns.Count];
        var x = Left;
        for (var i = 0; i < columns.Count; i++)
        {
            edges[i] = columns[i].IsRight ? x + widths[i] : x;
            x += widths[i] + gap;
        }

        return edges;
    });

    private void WriteHeaders(List<List<ErpColumn>> levels, List<double[]> places)
    {
        Rule();
        foreach (var (columns, edges) in levels.Zip(places))
        {
            var height = columns.Max(c => c.Headers(wrapsHeaders && levels.Count == 1).Length);
            for (var i = 0; i < columns.Count; i++)
            {
                var lines = columns[i].Headers(wrapsHeaders && levels.Count == 1);
                for (var l = 0; l < lines.Length; l++)
                {
                    Print(columns[i], edges[i], y + ((height - lines.Length + l) * step), lines[l]);
                }
            }

            y += height * step;
        }

        Rule();
        y += step * 0.4;
    }

    private void WriteItem(List<List<ErpColumn>> levels, List<double[]> places, ExpectedItem item, int index)
    {
        foreach (var (columns, edges) in levels.Zip(places))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                Print(columns[i], edges[i], y, columns[i].Print(item, index));
            }

            y += step;
        }

        var at = places[0][Math.Max(0, levels[0].FindIndex(c => c.Name == "description"))];
        foreach (var line in ErpColumns.Below(this, arrangement, item, index))
        {
            sheet.Text(at, y, line);
            y += step;
        }

        y += step * 0.5;
        Rule(light: true);
    }

    private void NewPage(List<List<ErpColumn>> levels, List<double[]> places)
    {
        sheet.Text(sheet.Width - 80, sheet.Height - 24, $"{sheet.Pages}");
        sheet.NewPage();
        y = 50;
        WriteHeaders(levels, places);
    }

    private void Print(ErpColumn column, double edge, double at, string text)
    {
        if (column.IsRight)
        {
            sheet.TextRight(edge, at, text);
        }
        else
        {
            sheet.Text(edge, at, text);
        }
    }

    private void Rule(bool light = false)
    {
        if (isRuled && !light)
        {
            sheet.Line(Left, y - step, sheet.Width - Left, y - step);
        }
    }

    public string Word(string name) => words.Words[name][random.Next(words.Words[name].Length)];

    public bool Has(string column) =>
        column switch { "unit" => hasUnit, "maker" => hasMaker, "tariff" => hasTariff, "date" => hasDate, "per" => basis > 1, _ => true };

    public bool Chance(int oneIn) => random.Next(oneIn) == 0;

    public string Format(decimal value, int places) => value.ToString($"N{places}", numbers);

    public string FormatPrice(decimal price) => Format(price * basis, Math.Max(2, decimals));

    public string Basis => basis.ToString(CultureInfo.InvariantCulture);

    private string Pick(params string[] any) => any[random.Next(any.Length)];
}
