using System.Globalization;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Nexa.Web.Tests;

/// <summary>A small purchase order that is made here.</summary>
internal static class OrderPdf
{
    private static readonly int[] Columns = [40, 80, 220, 400, 450, 510];

    private static readonly string[][] Rows =
    [
        ["Item", "Part Number", "Description", "Qty", "Unit Price", "Amount"],
        ["1", "CL10C330JB8NNNC", "Ceramic capacitor 33pF 50V 0603", "1000", "0.02", "20.00"],
        ["2", "IRLML6401TRPBF", "MOSFET P-channel SOT-23", "500", "0.15", "75.00"],
        ["3", "RC0603FR-0710KL", "Chip resistor 10k 1% 0603", "2000", "0.01", "20.00"],
    ];

    /// <summary>An order for three parts, or for one.</summary>
    public static byte[] Write(string? partNumber = null, string? description = null)
    {
        var rows = partNumber is null ? Rows : [Rows[0], ["1", partNumber, description ?? "", "1000", "0.02", "20.00"]];
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var page = builder.AddPage(PageSize.A4);
        page.AddText("PURCHASE ORDER  PO-4471", 14, new PdfPoint(40, 780), font);
        page.AddText("Supplier: Example Components Ltd.", 10, new PdfPoint(40, 760), font);
        foreach (var (row, cells) in rows.Index())
        {
            foreach (var (column, cell) in cells.Index())
            {
                page.AddText(cell, 9, new PdfPoint(Columns[column], 720 - (row * 18)), font);
            }
        }

        page.AddText(string.Create(CultureInfo.InvariantCulture, $"Total USD {(partNumber is null ? 115 : 20):0.00}"), 10,
            new PdfPoint(450, 620), font);
        return builder.Build();
    }
}
