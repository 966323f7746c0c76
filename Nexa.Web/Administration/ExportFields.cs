namespace Nexa.Web.Administration;

/// <summary>The fields that a column of a spreadsheet can show, as an analyst knows them.</summary>
internal static class ExportFields
{
    public static IReadOnlyList<(string Field, string Name)> All { get; } =
    [
        ("seq", "Sequência"), ("partnumber", "Part number"), ("erp_description", "Descrição do ERP"),
        ("description", "Descrição para a declaração de importação"), ("short_description", "Descrição resumida"), ("ncm", "NCM"),
        ("ncm_ex", "NCM com Ex"), ("ex", "Ex da TIPI"), ("nve", "NVE"), ("confidence", "Confiança"), ("status", "Situação"),
        ("version", "Versão"), ("tax_at_stake", "Tributos federais sobre R$ 100"), ("created_at", "Data da classificação"),
        ("country_of_origin", "País de origem"), ("country_of_provenance", "País de procedência"),
        ("country_of_acquisition", "País de aquisição"), ("manufacturer", "Fabricante"), ("address", "Endereço do fabricante"),
        ("country", "País do fabricante, por extenso"), ("manufacturer_legal_name", "Razão social do fabricante"),
        ("manufacturer_tax_number", "TIN do fabricante"), ("manufacturer_street", "Logradouro do fabricante"),
        ("manufacturer_city", "Cidade do fabricante"), ("manufacturer_subdivision", "Subdivisão do fabricante"),
        ("manufacturer_postal_code", "Código postal do fabricante"), ("manufacturer_country", "País do fabricante (ISO 3166-1)"),
        ("importer", "Importador"), ("importer_cnpj", "CNPJ do importador"), ("task_id", "Identificador da tarefa"),
        ("id", "Identificador da classificação"),
    ];

    /// <summary>How the field may be written; none where there is one way.</summary>
    public static IReadOnlyList<(string Format, string Name)> ListFormats(string field) => field switch
    {
        "ncm" or "ncm_ex" => [("digits", "sem pontos"), ("dotted", "com pontos")],
        "confidence" => [("number", "número"), ("percent", "porcentagem")],
        _ => [],
    };

    public static string NameField(string field) => All.FirstOrDefault(one => one.Field == field).Name ?? field;
}
