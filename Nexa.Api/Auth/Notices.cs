using Microsoft.EntityFrameworkCore;
using Nexa.Mail;

namespace Nexa.Api.Auth;

/// <summary>Letters to a person about what was done in their name, so that they notice what they did not do.</summary>
internal static class Notices
{
    private const string NotYou = "Se não foi você, troque a senha: com isso todas as sessões, chaves e webhooks que são seus terminam.";

    public static void TellOfKey(this AfterAnswer after, CurrentUser maker, string name, string prefix) => Tell(
        after, maker.Id, "Nexa: nova chave de API", $"A chave de API \"{name}\" ({prefix}…) foi criada com a sua conta.");

    public static void TellOfWebhook(this AfterAnswer after, CurrentUser maker, string url) => Tell(
        after, maker.Id, "Nexa: novo webhook", $"Um webhook que avisa {new Uri(url).Host} foi criado com a sua conta.");

    public static void TellOfNewPlace(this AfterAnswer after, Guid user, string? address) => Tell(
        after, user, "Nexa: entrada de um lugar novo",
        $"Alguém entrou na sua conta a partir de {address}, de onde você ainda não tinha entrado.");

    public static void TellOfProvider(this AfterAnswer after, Guid user, string provider) => Tell(
        after, user, "Nexa: acesso por um provedor", $"Quem entra como você em {provider} passa a entrar também na sua conta da Nexa.");

    public static void TellOfSecondFactor(this AfterAnswer after, Guid user, string sentence) =>
        Tell(after, user, "Nexa: segundo fator da sua conta", sentence);

    public static void TellOfReset(this AfterAnswer after, string email) => after.Do((services, ct) =>
        services.GetRequiredService<IMailer>().SendAsync(WriteOfReset(email), ct));

    public static Letter WriteOfReset(string email) => new(email, "Nexa: segundo fator removido",
        "Um administrador removeu o segundo fator da sua conta e encerrou as suas sessões. Entre com a senha e cadastre outro.\n\n"
        + "Se você não pediu isso, fale com o administrador.");

    private static void Tell(AfterAnswer after, Guid user, string subject, string sentence) => after.Do(async (services, ct) =>
    {
        var email = await services.GetAllOrganisations().Users.Where(u => u.Id == user).Select(u => u.Email).FirstOrDefaultAsync(ct);
        if (email is not null)
        {
            await services.GetRequiredService<IMailer>().SendAsync(new Letter(email, subject, $"{sentence}\n\n{NotYou}"), ct);
        }
    });
}
