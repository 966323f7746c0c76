using System.Security.Cryptography;
using System.Text;

namespace Nexa.Api.Idempotency;

/// <summary>
/// SHA-256 of what makes a request the same one. Of a form its fields and files: a client that repeats an upload draws a new boundary.
/// </summary>
internal static class RequestHash
{
    private const int InMemory = 64 * 1024;

    public static async Task<byte[]> ComputeAsync(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"{request.Method} {request.PathBase}{request.Path}{request.QueryString}");
        if (request.HasFormContentType)
        {
            var form = await ReadFormAsync(request, ct); // kept by the request: the endpoint reads the same form
            foreach (var (name, values) in form.OrderBy(field => field.Key, StringComparer.Ordinal))
            {
                Add(hash, $"{name}={string.Join('\n', values.ToArray())}");
            }

            foreach (var file in form.Files)
            {
                Add(hash, $"{file.Name} {file.FileName} {file.Length}");
                await using var content = file.OpenReadStream();
                await AddAsync(hash, content, ct);
            }
        }
        else
        {
            request.EnableBuffering(InMemory);
            await AddAsync(hash, request.Body, ct);
            request.Body.Position = 0;
        }

        return hash.GetHashAndReset();
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await request.ReadFormAsync(ct);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException("The form is incomplete or malformed.", StatusCodes.Status400BadRequest, malformed);
        }
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));

    private static async Task AddAsync(IncrementalHash hash, Stream content, CancellationToken ct)
    {
        var buffer = new byte[InMemory];
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
        }
    }
}
