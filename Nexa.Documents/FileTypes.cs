using System.IO.Compression;

namespace Nexa.Documents;

/// <summary>What an upload may be.</summary>
internal enum UploadKind { Pdf, Sheet, Any }

/// <summary>Tells a file by its first bytes; its name decides nothing but between kinds of text.</summary>
internal static class FileTypes
{
    public const string Archive = "application/zip";

    /// <summary>A PDF may have other bytes before its mark, a text no zero among its first.</summary>
    private const int PdfMarkWithin = 1024, TextSample = 8192;

    /// <summary>Content type and extension; null for a file of another kind.</summary>
    public static (string Type, string Extension)? Find(byte[] content, string name, UploadKind kind) => kind switch
    {
        UploadKind.Pdf => FindPdf(content),
        UploadKind.Sheet => FindSheet(content, name),
        _ => FindPdf(content) ?? FindImage(content) ?? FindXml(content) ?? FindArchive(content) ?? FindSheet(content, name),
    };

    public static string Refuse(UploadKind kind) => kind switch
    {
        UploadKind.Pdf => "O arquivo não é um PDF.",
        UploadKind.Sheet => "O arquivo não é uma planilha .xlsx, .xls ou .csv.",
        _ => "O arquivo não é PDF, XML, planilha, imagem (PNG, JPEG ou TIFF) nem um ZIP deles.",
    };

    private static (string, string)? FindPdf(byte[] content) =>
        content.AsSpan(0, Math.Min(PdfMarkWithin, content.Length)).IndexOf("%PDF"u8) >= 0 ? ("application/pdf", ".pdf") : null;

    private static (string, string)? FindImage(byte[] content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ("image/png", ".png"),
        [0xFF, 0xD8, 0xFF, ..] => ("image/jpeg", ".jpg"),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => ("image/tiff", ".tif"),
        _ => null,
    };

    private static (string, string)? FindXml(byte[] content)
    {
        var text = content.AsSpan().TrimStart([(byte)0xEF, (byte)0xBB, (byte)0xBF, (byte)' ', (byte)'\r', (byte)'\n', (byte)'\t']);
        return text.Length > 1 && text[0] == '<'
            && (text[1] is (byte)'?' or (byte)'!' || char.IsAsciiLetter((char)text[1])) ? ("application/xml", ".xml") : null;
    }

    /// <summary>Workbooks and other office files are archives too, which name their parts or their type.</summary>
    private static (string, string)? FindArchive(byte[] content)
    {
        if (content is not [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return null;
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            return zip.Entries.Any(entry => entry.FullName is "[Content_Types].xml" or "mimetype") ? null : (Archive, ".zip");
        }
        catch (InvalidDataException)
        {
            return null; // read as a workbook, which says that it is damaged
        }
    }

    private static (string, string)? FindSheet(byte[] content, string name)
    {
        switch (content)
        {
            case [(byte)'P', (byte)'K', 3, 4, ..]: return ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");
            case [0xD0, 0xCF, 0x11, 0xE0, ..]: return ("application/vnd.ms-excel", ".xls");
        }

        var extension = Path.GetExtension(name).ToUpperInvariant();
        return IsText(content) && FindPdf(content) is null ? ("text/csv", extension is ".TSV" or ".TXT" ? Path.GetExtension(name) : ".csv")
            : null;
    }

    /// <summary>Text in UTF-16 has a zero in every second byte, and often no mark.</summary>
    private static bool IsText(byte[] content)
    {
        var sample = content.AsSpan(0, Math.Min(TextSample, content.Length));
        return content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || !sample.Contains((byte)0)
            || (sample.Length > 3 && (sample[0] == 0) != (sample[1] == 0) && (sample[2] == 0) != (sample[3] == 0));
    }
}
