using Nexa.Client;

namespace Nexa.Web.Administration;

/// <summary>What the interface calls things, as an administrator reads it.</summary>
internal static class Names
{
    /// <summary>Managing keys and members is missing: it stays with people.</summary>
    private static readonly Dictionary<string, string> Permissions = new(StringComparer.Ordinal)
    {
        ["read"] = "consultar", ["classify"] = "classificar", ["review"] = "revisar", ["export"] = "exportar",
        ["manage-webhooks"] = "gerenciar webhooks", ["manage-rates"] = "gerenciar alíquotas próprias",
        ["import-tables"] = "importar tabelas fiscais", ["operate"] = "operar a instalação",
    };

    private static readonly Dictionary<string, string> Events = new(StringComparer.Ordinal)
    {
        ["classification.finished"] = "classificação concluída", ["task.finished"] = "tarefa concluída",
        ["review.needed"] = "revisão necessária", ["webhook.test"] = "teste",
    };

    private static readonly Dictionary<string, string> Taxes = new(StringComparer.Ordinal)
    {
        ["pis"] = "PIS-Importação", ["cofins"] = "COFINS-Importação", ["cofins_additional"] = "Adicional da COFINS", ["icms"] = "ICMS",
        ["is"] = "Imposto Seletivo", ["cbs"] = "CBS", ["ibs_uf"] = "IBS estadual", ["ibs_mun"] = "IBS municipal", ["afrmm"] = "AFRMM",
        ["siscomex"] = "Taxa Siscomex",
    };

    public static IEnumerable<string> EventNames => Events.Keys.Where(name => name != "webhook.test");

    public static string NameRole(AssignableRole role) => role switch
    {
        AssignableRole.ADMIN => "Administrador", AssignableRole.ANALYST => "Analista", _ => "Leitor",
    };

    public static string NameRole(Role role) => role switch
    {
        Role.ADMIN => "Administrador", Role.ANALYST => "Analista", Role.OPERATOR => "Operador",
        Role.ANONYMOUS => "Sem conta", _ => "Leitor",
    };

    /// <summary>What a key may be given where its maker has it, in the order of the daily work.</summary>
    public static IEnumerable<string> KeyPermissions => Permissions.Keys;

    public static string NamePermission(string permission) => Permissions.GetValueOrDefault(permission, permission);

    public static string NameEvent(string name) => Events.GetValueOrDefault(name, name);

    public static string NameTax(string tax) => Taxes.GetValueOrDefault(tax, tax);

    public static string NameKind(FiscalFileKind kind) => kind switch
    {
        FiscalFileKind.Ncm => "NCM", FiscalFileKind.Tipi => "TIPI", FiscalFileKind.Tariff => "Tarifa externa",
        FiscalFileKind.Attributes => "Atributos por NCM", _ => "Alíquotas",
    };

    public static string NameDelivery(DeliveryStatus state) => state switch
    {
        DeliveryStatus.PENDING => "aguardando", DeliveryStatus.DELIVERED => "entregue", _ => "falhou",
    };
}
