using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Organisations;

/// <param name="Name">The organisation's name, so that nobody erases another than they mean.</param>
public sealed record EraseThis(
    [Required(ErrorMessage = "name é obrigatório."), StringLength(200, ErrorMessage = "name longo demais.")] string? Name,
    [Required(ErrorMessage = "current_password é obrigatório."),
        StringLength(256, ErrorMessage = "current_password longo demais.")] string? CurrentPassword);
