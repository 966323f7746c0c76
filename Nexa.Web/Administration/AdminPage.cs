using Nexa.Web.Session;

namespace Nexa.Web.Administration;

/// <summary>A page of the administration.</summary>
/// <param name="Permission">Whoever lacks it is not offered the page.</param>
/// <param name="NeedsOrganisation">It shows what belongs to an organisation: an operator without one has nothing there.</param>
/// <param name="NeedsAccount">It is about people: requests without an account have none.</param>
internal sealed record AdminPage(
    string Path, string Title, string Purpose, string Permission, bool NeedsOrganisation = true, bool NeedsAccount = false)
{
    public static IReadOnlyList<AdminPage> All { get; } =
    [
        new("/administracao/membros", "Membros", "Quem participa da organização, com qual perfil, e os convites em aberto.", "read",
            NeedsAccount: true),
        new("/administracao/chaves", "Chaves de API", "Acesso de outros sistemas, como o ERP, sem a senha de ninguém.", "manage-keys",
            NeedsOrganisation: false),
        new("/administracao/webhooks", "Webhooks", "Eventos enviados a outros sistemas assim que acontecem.", "manage-webhooks"),
        new("/administracao/importadores", "Importadores", "CNPJ, UF e tributos padrão das empresas que importam.", "read"),
        new("/administracao/aliquotas", "Alíquotas próprias", "Alíquotas que valem somente para esta organização.", "read"),
        new("/administracao/modelos", "Modelos de exportação", "Colunas, ordem e títulos das planilhas exportadas.", "export"),
        new("/administracao/tabelas", "Tabelas fiscais", "Arquivos oficiais em vigor, o que cada um alterou e as edições.", "read",
            NeedsOrganisation: false),
        new("/administracao/auditoria", "Auditoria", "Quem fez o quê, quando e de onde.", "manage-members"),
        new("/administracao/organizacao", "Organização", "Nome, cópia dos dados, saída e encerramento.", "read", NeedsAccount: true),
    ];

    public static IEnumerable<AdminPage> ListFor(People people) => All.Where(page =>
        people.May(page.Permission) && (people.Organisation is not null || !page.NeedsOrganisation)
        && (people.HasAccount || !page.NeedsAccount));
}
