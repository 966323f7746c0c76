using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Problems;
using Nexa.Documents;
using Nexa.Documents.Several;

namespace Nexa.Api.Features.Documents;

/// <summary>The content of an upload and its form fields.</summary>
internal sealed record Upload(
    byte[] Content, string FileName, string ContentType, string? Supplier, bool Reclassify, Dictionary<string, string>? Mapping,
    Guid? ImporterId, bool ChecksLines);

/// <summary>Reads the multipart form of an upload and refuses visible faults at once.</summary>
internal static class UploadReader
{
    private const int FormOverhead = 64 * 1024;

    /// <summary>Bytes beyond the limit that are still read: a client that is cut off while it sends sees no answer.</summary>
    public const int Leeway = 8 << 20;

    public static async Task<(Upload? Upload, ProblemHttpResult? Problem)> ReadUploadAsync(
        HttpRequest request, UploadKind kind, UploadSettings settings, CancellationToken ct)
    {
        if (!request.HasFormContentType)
        {
            return (null, ProblemServices.Problem(415, "Envie o arquivo como multipart/form-data."));
        }

        var most = settings.MaxSize;
        IFormCollection form;
        try
        {
            // read already where the request has an Idempotency-Key
            if (request.HttpContext.Features.Get<IFormFeature>() is not { Form: not null })
            {
                request.HttpContext.Features.Set<IFormFeature>(
                    new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = most + Leeway, ValueLengthLimit = FormOverhead,
                    ValueCountLimit = 100 }));
            }

            form = await request.ReadFormAsync(ct);
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == 413)
        {
            return (null, TooLarge(most));
        }
        catch (InvalidDataException) when (request.ContentLength > most)
        {
            return (null, TooLarge(most));
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException)
        {
            return (null, ProblemServices.Problem(400, "O formulário enviado está incompleto ou malformado."));
        }

        return await FromFormAsync(form, kind, most, ct);
    }

    private static async Task<(Upload?, ProblemHttpResult?)> FromFormAsync(
        IFormCollection form, UploadKind kind, long most, CancellationToken ct)
    {
        var field = kind switch { UploadKind.Pdf => "pedido", UploadKind.Sheet => "planilha", _ => "file" };
        var files = form.Files.GetFiles(field) is { Count: > 0 } named ? named : form.Files.GetFiles("pedido");
        if (FindFault(files, field, kind, most) is { } fault)
        {
            return (null, fault);
        }

        var supplier = form["supplier"].ToString().Trim();
        if (supplier.Length > 200 || supplier.Any(char.IsControl))
        {
            return (null, Invalid("supplier", "O campo supplier deve ser um texto de até 200 caracteres, sem caracteres de controle."));
        }

        Guid? importer = null;
        if (form["importer_id"].ToString() is { Length: > 0 } id)
        {
            if (!Guid.TryParse(id, out var parsed))
            {
                return (null, Invalid("importer_id", "Este importador não existe."));
            }

            importer = parsed;
        }

        Dictionary<string, string>? mapping = null;
        if (form["mapping"].ToString() is { Length: > 0 } json && (mapping = ParseMapping(json)) is null)
        {
            return (null, Invalid("mapping",
                "O campo mapping deve ser um objeto JSON que associe cada campo a uma coluna, por exemplo "
                + "{\"partnumber\": \"B\", \"quantity\": \"Qtd\"}."));
        }

        var (content, name) = files.Count == 1
            ? (await ReadFileAsync(files[0], ct), FileNames.Clean(files[0].FileName, kind is UploadKind.Sheet ? "planilha" : "documento"))
            : (await PackFilesAsync(files, ct), $"{FileNames.Clean(files[0].FileName, "documento")} e mais {files.Count - 1}.zip");
        if (FileTypes.Find(content, name, kind) is not var (type, extension))
        {
            return (null, ProblemServices.Problem(415, FileTypes.Refuse(kind)));
        }

        // the content decides the type, not the name
        name = name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name : name + extension;
        return (new(content, name, type, supplier.Length == 0 ? null : supplier, IsTrue(form["reclassify"].ToString()), mapping,
            importer, IsTrue(form["check_lines"].ToString())), null);
    }

    private static ProblemHttpResult? FindFault(IReadOnlyList<IFormFile> files, string field, UploadKind kind, long most)
    {
        if (files.Count == 0)
        {
            return Invalid(field, $"Envie o arquivo no campo {field}.");
        }

        if (files.Count > 1 && kind is not UploadKind.Any)
        {
            return Invalid(field, "Envie um arquivo por vez; para vários em uma tarefa, use POST /upload-document.");
        }

        if (files.Count > ArchiveReader.MostFiles)
        {
            return Invalid(field, $"Envie até {ArchiveReader.MostFiles} arquivos por vez.");
        }

        return files.Sum(file => file.Length) > most ? TooLarge(most)
            : files.FirstOrDefault(file => file.Length == 0) is { } empty
                ? Invalid(field, files.Count == 1 ? "O arquivo está vazio." : $"O arquivo {FileNames.Clean(empty.FileName, "documento")} está vazio.")
            : null;
    }

    private static async Task<byte[]> ReadFileAsync(IFormFile file, CancellationToken ct)
    {
        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, ct);
        return content;
    }

    /// <summary>Several files become one document of the task: an archive, whose bytes are the same for the same files.</summary>
    private static async Task<byte[]> PackFilesAsync(IReadOnlyList<IFormFile> files, CancellationToken ct)
    {
        using var packed = new MemoryStream();
        await using (var zip = await ZipArchive.CreateAsync(packed, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
        {
            foreach (var (index, file) in files.Index())
            {
                var name = FileNames.Clean(file.FileName, "documento");
                var isTaken = files.Take(index).Any(other => FileNames.Clean(other.FileName, "documento") == name);
                var entry = zip.CreateEntry(isTaken ? $"{index + 1} {name}" : name, CompressionLevel.Fastest);
                entry.LastWriteTime = DateTimeOffset.UnixEpoch.AddYears(10); // the earliest that a ZIP can say
                await using var stream = await entry.OpenAsync(ct);
                await file.CopyToAsync(stream, ct);
            }
        }

        return packed.ToArray();
    }

    private static Dictionary<string, string>? ParseMapping(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json) is { Count: > 0 and <= 20 } mapping
                && mapping.All(m => m.Value is { Length: > 0 and <= 200 }) ? mapping : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsTrue(string text) => text.Trim().ToUpperInvariant() is "TRUE" or "1" or "ON" or "SIM";

    private static ProblemHttpResult TooLarge(long most) => ProblemServices.Problem(413, $"O arquivo excede o limite de {most >> 20} MB.");

    internal static ProblemHttpResult Invalid(string field, string message) =>
        TypedResults.Problem(
        new HttpValidationProblemDetails(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] })
    {
        Detail = message, Status = 400,
    });
}

/// <summary>Makes file names of strangers harmless.</summary>
internal static class FileNames
{
    private const int Longest = 120;

    /// <summary>Returns the last part of the name, without characters that mean something to a file system or a header.</summary>
    public static string Clean(string? sent, string otherwise)
    {
        var last = (sent ?? "").Replace('\\', '/').Split('/')[^1].Normalize(NormalizationForm.FormC);
        var clean = new string(
            [.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)
            && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format
            && !"<>:\"|?*;%".Contains(c, StringComparison.Ordinal))]).Trim(' ', '.');
        var extension = Path.GetExtension(clean) is { Length: > 1 and <= 8 } some ? some : "";
        return clean.Length == 0 || clean.Length == extension.Length ? otherwise : clean.Length <= Longest
            ? clean : clean[..(Longest - extension.Length)] + extension;
    }
}
