using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Operation;

/// <summary>The section <c>Operation</c>.</summary>
public sealed class OperationSettings
{
    private const string Trace = "{trace}";

    /// <summary>
    /// Page of a trace in the viewer of the installation, with {trace} for its identifier: <c>https://jaeger.example/trace/{trace}</c>.
    /// </summary>
    [RegularExpression(@"https?://\S*\{trace\}\S*", ErrorMessage = "write an http or https address with {{trace}} in it.")]
    public string? TraceUrl { get; set; }

    public string? FindTrace(string? trace) =>
        trace is null ? null : TraceUrl?.Replace(Trace, Uri.EscapeDataString(trace), StringComparison.Ordinal);
}
