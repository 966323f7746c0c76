using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Nexa.Api.Problems;

/// <summary>
/// Refuses a JSON body with a list that no endpoint takes, before anything is made of it: validating hundreds of thousands of empty items
/// costs a minute. JSON is UTF-8 (RFC 8259): in another charset the lists would not be seen.
/// </summary>
internal sealed class JsonBounds(RequestDelegate next)
{
    /// <summary>The longest list of any contract: the items of an estimate.</summary>
    private const int MostElements = 2_000;

    /// <summary>A list of more has at least a comma and a character each.</summary>
    private const int Harmless = 2 * MostElements;

    /// <summary>Bytes of a name that an answer repeats.</summary>
    private const int LongestName = 100;

    /// <summary>Endpoints skip it; the reader of bounds would end at it.</summary>
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.HasJsonContentType() && !IsUtf8(request))
        {
            await ProblemServices.Problem(415, "JSON é aceito em UTF-8 apenas.").ExecuteAsync(context);
            return;
        }

        if (request.ContentLength is <= Harmless || !request.HasJsonContentType()
            || context.GetEndpoint()?.Metadata.GetMetadata<ReadsLongLists>() is not null)
        {
            await next(context);
            return;
        }

        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        if (FindTooLong(body.GetBuffer().AsSpan(0, (int)body.Length)) is { } list)
        {
            await ProblemServices.Invalid(list, "São aceitos até 2.000 elementos em uma lista.").ExecuteAsync(context);
            return;
        }

        body.Position = 0;
        request.Body = body;
        await next(context);
    }

    private static bool IsUtf8(HttpRequest request) => !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        || type.Charset is { Length: 0 } || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    /// <returns>Name of the first list, or object, that has more than <see cref="MostElements"/>; null where there is none.</returns>
    private static string? FindTooLong(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json);
        var open = new Stack<(bool IsArray, string Name, int Count)>();
        var name = "body";
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    open.Pop();
                    continue;
                }

                // An element of a list, or a name of an object: its value is counted with it.
                if (open.TryPeek(out var within) && (within.IsArray || reader.TokenType is JsonTokenType.PropertyName))
                {
                    if (within.Count == MostElements)
                    {
                        return within.Name;
                    }

                    open.Pop();
                    open.Push(within with { Count = within.Count + 1 });
                }

                if (reader.TokenType is JsonTokenType.PropertyName && reader.ValueSpan.Length < LongestName)
                {
                    name = reader.GetString()!;
                }

                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    open.Push((reader.TokenType is JsonTokenType.StartArray, name, 0));
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // the endpoint says where it is broken
        }

        return null;
    }
}

/// <summary>Metadata of an endpoint whose own reader counts its list.</summary>
internal sealed class ReadsLongLists;
