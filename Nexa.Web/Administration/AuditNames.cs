namespace Nexa.Web.Administration;

/// <summary>What was done, as the audit trail says it in Portuguese.</summary>
internal static class AuditNames
{
    /// <summary>Nouns of actions, by which the trail is filtered.</summary>
    public static IReadOnlyList<(string Noun, string Name)> Nouns { get; } =
    [
        ("member", "Membros"), ("invitation", "Convites"), ("organisation", "Organização"), ("api-key", "Chaves de API"),
        ("webhook", "Webhooks"), ("importer", "Importadores"),
        ("rates", "Alíquotas próprias"), ("table", "Tabelas fiscais"), ("tables", "Edições das tabelas"),
        ("classification", "Classificações"), ("document", "Documentos"), ("part-number", "Part numbers"),
        ("export", "Exportações"), ("manufacturer", "Fabricantes"), ("session", "Sessões"),
        ("user", "Contas"), ("password", "Senhas"), ("second-factor", "Segundo fator"), ("passkey", "Chaves de acesso"), ("sign-in", "Acessos"),
    ];

    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["member.invited"] = "convidou uma pessoa", ["member.joined"] = "entrou na organização",
        ["member.role-changed"] = "mudou o perfil de um membro", ["member.removed"] = "encerrou a participação de um membro",
        ["member.provider-unlinked"] = "desvinculou um membro do provedor de identidade", ["user.data-exported"] = "baixou os dados da conta",
        ["invitation.revoked"] = "revogou um convite", ["organisation.created"] = "criou a organização",
        ["organisation.renamed"] = "mudou o nome da organização", ["organisation.data-exported"] = "baixou os dados da organização",
        ["organisation.erased"] = "encerrou a organização", ["api-key.made"] = "criou uma chave de API",
        ["api-key.revoked"] = "revogou uma chave de API", ["webhook.created"] = "criou um webhook",
        ["webhook.deleted"] = "excluiu um webhook", ["webhook.enabled"] = "ativou um webhook",
        ["webhook.disabled"] = "webhook desativado", ["importer.added"] = "cadastrou um importador",
        ["importer.changed"] = "alterou um importador", ["importer.deleted"] = "excluiu um importador",
        ["rates.loaded"] = "carregou alíquotas próprias", ["rates.deleted"] = "excluiu alíquotas próprias",
        ["table.imported"] = "importou uma tabela fiscal", ["tables.restored"] = "restaurou uma edição das tabelas",
        ["classification.approved"] = "aprovou uma classificação", ["classification.rejected"] = "rejeitou uma classificação",
        ["classification.notgoods"] = "indicou que não é mercadoria",
        ["classification.corrected"] = "corrigiu uma classificação", ["classification.decision-undone"] = "desfez uma decisão",
        ["document.downloaded"] = "baixou um documento", ["document.lines-corrected"] = "corrigiu linhas de um documento",
        ["part-number.saved"] = "alterou um part number", ["part-number.alias-added"] = "adicionou uma grafia a um part number",
        ["part-number.alias-removed"] = "removeu uma grafia de um part number", ["export.made"] = "exportou classificações",
        ["manufacturer.saved"] = "alterou um fabricante", ["manufacturer.merged"] = "unificou dois fabricantes",
        ["session.organisation-changed"] = "passou a trabalhar nesta organização", ["session.ended"] = "encerrou uma sessão",
        ["user.registered"] = "criou a conta", ["user.email-changed"] = "mudou o e-mail", ["user.erased"] = "excluiu a conta",
        ["user.email-verified"] = "confirmou o e-mail",
        ["user.provider-linked"] = "passou a entrar pelo provedor de identidade", ["user.admin-created"] = "administrador criado",
        ["password.changed"] = "mudou a senha",
        ["second-factor.enrolled"] = "cadastrou um aplicativo autenticador",
        ["second-factor.removed"] = "removeu o aplicativo autenticador",
        ["second-factor.wrong"] = "segundo fator incorreto", ["second-factor.recovery-code-used"] = "usou um código de recuperação",
        ["second-factor.codes-renewed"] = "criou novos códigos de recuperação",
        ["second-factor.reset"] = "removeu o segundo fator de um membro",
        ["passkey.added"] = "cadastrou uma chave de acesso", ["passkey.removed"] = "removeu uma chave de acesso",
        ["password.wrong"] = "informou uma senha incorreta", ["sign-in.succeeded"] = "acessou", ["sign-in.failed"] = "acesso recusado",
        ["sign-in.throttled"] = "acesso bloqueado por excesso de tentativas",
    };

    /// <summary>An action that has no name here is shown as the API calls it.</summary>
    public static string NameAction(string action) => Actions.GetValueOrDefault(action, action);

    /// <summary>The console's page of what it was done to; null where there is none.</summary>
    public static string? FindPage(string subject) => subject.Split(':', 2) is [var noun, var id] && Guid.TryParse(id, out _)
        ? noun switch
        {
            "classification" => $"/classificacoes/{id}", "document" => $"/documentos/{id}",
            "manufacturer" => $"/catalogo/fabricantes/{id}", "fiscal-file" => $"/administracao/tabelas/{id}", _ => null,
        }
        : null;
}
