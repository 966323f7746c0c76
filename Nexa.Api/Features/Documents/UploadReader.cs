using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Nexa.Api.Features.Documents;

/// <summary>What an upload brought.</summary>
internal sealed record Upload(byte[] Content, string FileName, string ContentType, string? Supplier, bool Reclassify, Dictionary<string, string>? Mapping, string UserId);

/// <summary>Reads the multipart form of an upload and refuses at once what can be seen to be wrong.</summary>
internal static class UploadReader
{
    private const int FormOverhead = 64 * 1024;

    /// <summary>A file a little too large is read to its end: a client that is cut off in the midst of sending sees no answer.</summary>
    public const int Leeway = 8 << 20;

    public static async Task<(Upload? Upload, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, UploadKind kind, IOptions<UploadOptions> options, CancellationToken ct)
    {
        if (!request.HasFormContentType)
        {
            return (null, Problem(415, "Envie o arquivo como multipart/form-data."));
        }

        var most = options.Value.MaxSize;
        IFormCollection form;
        try
        {
            if (request.HttpContext.Features.Get<IFormFeature>() is not { Form: not null }) // read already where the request has an Idempotency-Key
            {
                request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = most + Leeway, ValueLengthLimit = FormOverhead, ValueCountLimit = 100 }));
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
            return (null, Problem(400, "O formulário enviado está incompleto ou malformado."));
        }

        return await FromFormAsync(form, kind, most, ct);
    }

    private static async Task<(Upload?, ProblemHttpResult?)> FromFormAsync(IFormCollection form, UploadKind kind, long most, CancellationToken ct)
    {
        var field = kind switch { UploadKind.Pdf => "pedido", UploadKind.Sheet => "planilha", _ => "file" };
        var file = form.Files.GetFile(field) ?? form.Files.GetFile("pedido");
        if (file is null)
        {
            return (null, Invalid(field, $"O campo {field} com o arquivo é obrigatório."));
        }

        if (file.Length > most)
        {
            return (null, TooLarge(most));
        }

        if (file.Length == 0)
        {
            return (null, Invalid(field, "O arquivo está vazio."));
        }

        var supplier = form["supplier"].ToString().Trim();
        if (supplier.Length > 200 || supplier.Any(char.IsControl))
        {
            return (null, Invalid("supplier", "supplier é um texto de até 200 caracteres, sem caracteres de controle."));
        }

        Dictionary<string, string>? mapping = null;
        if (form["mapping"].ToString() is { Length: > 0 } json && (mapping = Mapping(json)) is null)
        {
            return (null, Invalid("mapping", "mapping é um objeto JSON de campo → coluna, como {\"partnumber\": \"B\", \"quantity\": \"Qtd\"}."));
        }

        var content = new byte[file.Length];
        await using (var stream = file.OpenReadStream())
        {
            await stream.ReadExactlyAsync(content, ct);
        }

        var name = FileNames.Clean(file.FileName, kind is UploadKind.Sheet ? "planilha" : "documento");
        if (FileTypes.Find(content, name, kind) is not var (type, extension))
        {
            return (null, Problem(415, FileTypes.Refuse(kind)));
        }

        name = name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name : name + extension; // the content says what it is
        return (new(content, name, type, supplier.Length == 0 ? null : supplier, IsTrue(form["reclassify"].ToString()), mapping, form["user_id"].ToString()), null);
    }

    private static Dictionary<string, string>? Mapping(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json) is { Count: > 0 and <= 20 } mapping && mapping.All(m => m.Value is { Length: > 0 and <= 200 }) ? mapping : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsTrue(string text) => text.Trim().ToUpperInvariant() is "TRUE" or "1" or "ON" or "SIM";

    private static ProblemHttpResult TooLarge(long most) => Problem(413, $"O arquivo passa do limite de {most >> 20} MB.");

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail: detail, statusCode: status);

    private static ProblemHttpResult Invalid(string field, string message) => TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] })
    {
        Detail = message, Status = 400,
    });
}

/// <summary>Names of files as strangers send them.</summary>
internal static class FileNames
{
    private const int Longest = 120;

    /// <summary>The last part of the name, without what has a meaning to a file system or a header.</summary>
    public static string Clean(string? sent, string otherwise)
    {
        var last = (sent ?? "").Replace('\\', '/').Split('/')[^1].Normalize(NormalizationForm.FormC);
        var clean = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format && !"<>:\"|?*;%".Contains(c, StringComparison.Ordinal))]).Trim(' ', '.');
        var extension = Path.GetExtension(clean) is { Length: > 1 and <= 8 } some ? some : "";
        return clean.Length == 0 || clean.Length == extension.Length ? otherwise : clean.Length <= Longest ? clean : clean[..(Longest - extension.Length)] + extension;
    }
}
