using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Organisations;

/// <param name="Name">The organisation's name, so that nobody erases another than they mean.</param>
public sealed record EraseThis(
    [Required(ErrorMessage = "Informe name."), StringLength(200, ErrorMessage = "O nome deve ter no máximo 200 caracteres.")] string? Name,
    [Required(ErrorMessage = "Informe current_password."),
        StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword);
