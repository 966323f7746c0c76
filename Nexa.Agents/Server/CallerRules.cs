using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Nexa.Agents.Server;

/// <summary>
/// Refuses the page of another site, which cannot send JSON unasked; a request to an unknown host name, which a stranger's DNS could lead
/// here; and, where there is a secret, whoever does not send it.
/// </summary>
internal sealed class CallerRules(ServerSettings settings) : IEndpointFilter
{
    private const string Bearer = "Bearer ";
    private readonly byte[]? secret = settings.Secret is { Length: > 0 } given ? Encoding.UTF8.GetBytes(given) : null;

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return !IsKnown(request.Host.Host) ? Refuse(StatusCodes.Status421MisdirectedRequest, "host desconhecido: veja Agents:Hosts")
            : !HasSecret(request) ? Refuse(StatusCodes.Status401Unauthorized, "segredo errado: veja Agents:Secret")
            : !IsJson(request) ? Refuse(StatusCodes.Status415UnsupportedMediaType, "envie application/json")
            : next(context);
    }

    /// <summary>An address leads nowhere else; names are those of the settings.</summary>
    private bool IsKnown(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _) || settings.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private bool HasSecret(HttpRequest request) => secret is null
        || (request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value[Bearer.Length..]), secret));

    private static bool IsJson(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static ValueTask<object?> Refuse(int status, string reason) =>
        ValueTask.FromResult<object?>(TypedResults.Json(new JobRefused(reason), AgentJson.Wire.JobRefused, statusCode: status));
}
