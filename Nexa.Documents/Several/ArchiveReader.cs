using System.IO.Compression;
using System.Security.Cryptography;

namespace Nexa.Documents.Several;

/// <summary>The files of a ZIP, read one by one: what can't be read is left out and said.</summary>
internal static class ArchiveReader
{
    public const int MostFiles = 50;
    private const int LargestUnpacked = 100 << 20;

    public static ExtractedDocument ReadDocument(byte[] content, ExtractionRequest request)
    {
        var (read, leftOut) = (new List<(string, ExtractedDocument)>(), new List<LeftOut>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var zip = Open(content);
        var entries = ListFiles(zip);
        if (entries.Sum(entry => entry.Length) > LargestUnpacked)
        {
            throw UnreadableDocumentException.TooMuchMemory();
        }

        foreach (var entry in entries.Take(MostFiles))
        {
            try
            {
                var file = ReadEntry(entry);
                read.Add((entry.FullName, seen.Add(Convert.ToHexString(SHA256.HashData(file))) ? ReadFile(file, entry.Name, request)
                    : throw new UnreadableDocumentException("repeated", "É cópia de outro arquivo do ZIP.")));
            }
            catch (UnreadableDocumentException why)
            {
                leftOut.Add(new($"{entry.FullName}: {why.Message}", null, 1));
            }
        }

        if (entries.Count > MostFiles)
        {
            leftOut.Add(new($"São lidos até {MostFiles} arquivos de um ZIP.", null, entries.Count - MostFiles));
        }

        if (read.Count == 0)
        {
            throw new UnreadableDocumentException("empty_archive",
                leftOut is [var first, ..] ? $"Nenhum arquivo do ZIP pode ser lido. {first.Why}" : "O ZIP não tem arquivos.");
        }

        var all = SeveralDocuments.CombineFiles(read);
        return all with { LeftOut = [.. all.LeftOut, .. leftOut] };
    }

    /// <summary>The file that a page of the archive is in, and its number there; null where there is none.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="parts">As <see cref="ReadDocument"/> answered them.</param>
    /// <param name="page">Counted through all files, from 1.</param>
    public static (byte[] File, int Page)? FindPage(byte[] content, IReadOnlyList<DocumentPart> parts, int page)
    {
        if (FindPart(parts, page) is not { File: { } name } part)
        {
            return null;
        }

        using var zip = Open(content);
        return ListFiles(zip).Find(entry => entry.FullName == name) is { } entry ? (ReadEntry(entry), page - part.FirstPage + 1) : null;
    }

    public static DocumentPart? FindPart(IReadOnlyList<DocumentPart> parts, int page) =>
        parts.FirstOrDefault(part => page >= part.FirstPage && page < part.FirstPage + part.Pages);

    private static ZipArchive Open(byte[] content)
    {
        try
        {
            var zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            _ = zip.Entries; // reads the directory
            return zip;
        }
        catch (InvalidDataException)
        {
            throw new UnreadableDocumentException("damaged", "O ZIP está danificado e não pode ser lido.");
        }
    }

    /// <summary>Without folders, and without what macOS and file managers add.</summary>
    private static List<ZipArchiveEntry> ListFiles(ZipArchive zip) => [.. zip.Entries.Where(entry => entry.Name.Length > 0
        && entry.Name[0] != '.' && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)
        && entry.Name is not ("Thumbs.db" or "desktop.ini"))];

    /// <summary>No more than the directory says: an entry may lie about its size.</summary>
    private static byte[] ReadEntry(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted)
        {
            throw new UnreadableDocumentException("encrypted", "O arquivo está protegido por senha; envie-o sem ela.");
        }

        try
        {
            using var packed = entry.Open();
            var file = new byte[entry.Length];
            packed.ReadExactly(file);
            return packed.ReadByte() < 0 ? file : throw UnreadableDocumentException.TooMuchMemory();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new UnreadableDocumentException("damaged", "O arquivo está danificado e não pode ser lido.");
        }
    }

    private static ExtractedDocument ReadFile(byte[] file, string name, ExtractionRequest request)
    {
        if (file.Length == 0)
        {
            throw new UnreadableDocumentException("empty", "O arquivo está vazio.");
        }

        return FileTypes.Find(file, name, UploadKind.Any) switch
        {
            null => throw new UnreadableDocumentException("unknown_kind", FileTypes.Refuse(UploadKind.Any)),
            (FileTypes.Archive, _) => throw new UnreadableDocumentException(
                "nested", "É um ZIP dentro de outro; envie os arquivos diretamente."),
            var (_, extension) => DocumentReader.ReadDocument(file, request with { Kind = ExtractionRequest.FindKind(extension) }),
        };
    }
}
