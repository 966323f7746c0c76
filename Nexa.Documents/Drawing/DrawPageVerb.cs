using Nexa.Documents.Pdf;

namespace Nexa.Documents.Drawing;

/// <summary>
/// <c>draw-page &lt;page&gt;</c>: the words and rulings of a page on white, for servers without a program that renders PDF.
/// </summary>
internal static class DrawPageVerb
{
    public const string Verb = "draw-page";

    /// <summary>The exit code for a page that the document does not have.</summary>
    public const int NoSuchPage = 3;

    public static int Run(string page)
    {
        using var input = new MemoryStream();
        Console.OpenStandardInput().CopyTo(input);
        try
        {
            using var output = Console.OpenStandardOutput();
            output.Write(
                PageSketch.Draw(PdfText.ReadPage(input.ToArray(), int.Parse(page, System.Globalization.CultureInfo.InvariantCulture))));
            return 0;
        }
        catch (UnreadableDocumentException why)
        {
            Console.Error.WriteLine(why.Message);
            return why.Code == PdfText.NoSuchPage ? NoSuchPage : 1;
        }
    }
}
