using System.ComponentModel.DataAnnotations;

namespace Nexa.Web.Session;

internal sealed class ApiSettings
{
    /// <summary>Where Nexa.Api is.</summary>
    [Required]
    public Uri BaseUrl { get; init; } = null!;
}
