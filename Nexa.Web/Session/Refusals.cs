using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>Why a request was not done, as the user reads it: Nexa's own sentence, else one for each status.</summary>
internal static class Refusals
{
    public const string Away = "A Nexa não respondeu; tente novamente em instantes.";
    public const string SessionEnded = "A sessão expirou; acesse novamente.";
    public const string Unconfirmed = "A Nexa não respondeu; não foi possível confirmar a decisão. Abra o item novamente.";
    public const string ReadOnly =
        "Seu perfil permite somente consulta. Para obter outras permissões, fale com um administrador da organização.";
    private const string Forbidden = "Seu perfil não permite esta ação; solicite acesso a um administrador da organização.";
    private const string Missing = "Não encontrado: o registro não existe ou pertence a outra organização.";
    private const string Changed = "O registro mudou depois da sua consulta; abra-o novamente.";
    private const string TooLarge = "O conteúdo enviado excede o tamanho permitido.";
    private const string TooMany = "Muitas solicitações em pouco tempo; tente novamente em instantes.";
    private const string Other = "A Nexa não aceitou a solicitação; confira os dados e tente novamente.";

    /// <summary>Titles of problems and reasons of HTTP are for programs, and English where a proxy has written them.</summary>
    public static string Describe(NexaProblemException refused) =>
        refused.Status < StatusCodes.Status500InternalServerError && refused.Problem.Detail is { Length: > 0 } detail ? detail
        : refused.Errors.Count > 0 ? string.Join(' ', refused.Errors.Values.SelectMany(messages => messages))
        : refused.Status switch
        {
            StatusCodes.Status401Unauthorized => SessionEnded,
            StatusCodes.Status403Forbidden => Forbidden,
            StatusCodes.Status404NotFound => Missing,
            StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => Changed,
            StatusCodes.Status413PayloadTooLarge => TooLarge,
            StatusCodes.Status429TooManyRequests => TooMany,
            >= StatusCodes.Status500InternalServerError => Away,
            _ => Other,
        };

    /// <summary>No answer came, or one that is not Nexa's.</summary>
    public static bool MeansAway(Exception failure) =>
        failure is HttpRequestException or TaskCanceledException or UnexpectedAnswerException;

    /// <summary>Does what a form asks for.</summary>
    /// <returns>Why it was refused; null where it was done.</returns>
    public static async Task<string?> FindAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (NexaProblemException refused)
        {
            return Describe(refused);
        }
        catch (Exception failure) when (MeansAway(failure))
        {
            return Away;
        }
    }
}
