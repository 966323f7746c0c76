using System.IO.Compression;
using System.Text;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Documents;

/// <summary>Files that nobody sends by mistake, and some that everybody does.</summary>
internal static class HostileFiles
{
    public static IEnumerable<(string Name, byte[] Content, string Code)> Pdfs()
    {
        var good = GeneratedCorpus.All(1).First().Pdf;
        yield return ("empty", [], "empty");
        yield return ("text", Encoding.ASCII.GetBytes("just some text"), "not_a_pdf");
        yield return ("truncated", good[..(good.Length / 2)], "truncated");
        yield return ("head only", Encoding.ASCII.GetBytes("%PDF-1.4\n%%EOF"), "damaged");
        yield return ("pages that are their own kids", Cycle(), "crashed|damaged|timeout");
        yield return ("1,001 pages", Pages(1001, "BT /F1 9 Tf 20 20 Td (x) Tj ET"), "too_many_pages");
        yield return ("no text", Pages(2, "0 0 100 100 re S"), "no_text");
        yield return ("inflates to 2 GB", Bomb(2L << 30), "too_much_memory|timeout|damaged|crashed|too_complex|no_text|truncated");
        yield return ("10,000 columns", Pages(1, Columns(10_000)), "");
        yield return ("JavaScript and an embedded file", Script(), "");
    }

    public static byte[] Pages(int count, string content) => Document(count, Encoding.Latin1.GetBytes(content), "");

    /// <summary>Drawings that draw the next one ten times each: small, correct, and without an end.</summary>
    public static byte[] Endless() =>
        Document(1, Encoding.Latin1.GetBytes("BT /F1 9 Tf 20 700 Td (AB1234-5C) Tj ET /X6 Do"), "", [.. Enumerable.Range(6, 12).Select(n =>
        $"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X{n + 1} {(n < 17 ? n + 1 : 3)} 0 R>>>>/Length "
        + $"100>>stream\n{string.Concat(Enumerable.Repeat(n < 17 ? $"/X{n + 1} Do " : "q Q ", 10)),-100}\nendstream")]);

    /// <summary>Many more letters than memory has room for.</summary>
    public static byte[] Letters() => Bomb(32L << 20, "BT /F1 9 Tf (ABCDEFGHIJKLMNOP) Tj ET\n");

    private static string Columns(int count)
    {
        var page = new StringBuilder("BT /F1 1 Tf 5 700 Td (Part Number) Tj ET BT /F1 1 Tf 15 700 Td (Qty) Tj ET ");
        for (var i = 0; i < count; i++)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"BT /F1 0.6 Tf {20 + (i * 0.05):0.##} 700 Td (Qty) Tj ET BT /F1 1 Tf {20 + (i * 0.05):0.##} 690 Td (7) Tj ET "
                + $"{20 + (i * 0.05):0.##} 680 m {20 + (i * 0.05):0.##} 710 l S\n");
        }

        return page.ToString();
    }

    private static byte[] Bomb(long size, string content = " ")
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(content, (1 << 20) / content.Length)));
            for (var written = 0L; written < size; written += block.Length)
            {
                zip.Write(block);
            }
        }

        return Document(1, packed.ToArray(), "/Filter/FlateDecode");
    }

    private static byte[] Script() => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pages(1,
        "BT /F1 9 Tf 20 700 Td (Part Number) Tj ET BT /F1 9 Tf 120 700 Td (Qty) Tj ET BT /F1 9 Tf 20 680 Td (AB1234-5C) Tj ET BT /F1 9 "
        + "Tf 120 680 Td (7) Tj ET"))
        .Replace("<</Type/Catalog",
            "<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
            + "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)>>]>>>>/Type/Catalog", StringComparison.Ordinal));

    private static byte[] Cycle() =>
        Encoding.ASCII.GetBytes(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]/Parent 2 0 "
            + "R>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF");

    private static byte[] Document(int pages, byte[] content, string filter, IReadOnlyList<string>? forms = null)
    {
        using var pdf = new MemoryStream();
        var offsets = new List<long>();
        void Raw(string text) => pdf.Write(Encoding.Latin1.GetBytes(text));
        void Object(Action body)
        {
            offsets.Add(pdf.Position);
            Raw($"{offsets.Count} 0 obj\n");
            body();
            Raw("\nendobj\n");
        }

        Raw("%PDF-1.4\n");
        Object(() => Raw("<</Type/Catalog/Pages 2 0 R>>"));
        Object(() => Raw($"<</Type/Pages/Count {pages}/Kids[{string.Join(' ', Enumerable.Range(5, pages).Select(n => $"{n} 0 R"))}]>>"));
        Object(() => Raw("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"));
        Object(() =>
        {
            Raw($"<</Length {content.Length}{filter}>>stream\n");
            pdf.Write(content);
            Raw("\nendstream");
        });
        for (var i = 0; i < pages; i++)
        {
            Object(() =>
                Raw("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 "
                    + $"R>>{(forms is null ? "" : "/XObject<</X6 6 0 R>>")}>>/Contents 4 0 R>>"));
        }

        foreach (var form in forms ?? [])
        {
            Object(() => Raw(form));
        }

        var start = pdf.Position;
        Raw($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(o => Raw(o.ToString("0000000000", System.Globalization.CultureInfo.InvariantCulture) + " 00000 n \n"));
        Raw($"trailer<</Size {offsets.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return pdf.ToArray();
    }
}
