using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Nexa.Core.Catalogue;
using Nexa.Core.Exports;
using Nexa.Core.Importers;
using Nexa.Fiscal;

namespace Nexa.Api.Features.Export;

/// <param name="Field">One of the fields that can be exported.</param>
/// <param name="Title">The column's title; the field's own when left out.</param>
/// <param name="Format">Of ncm: <c>digits</c> or <c>dotted</c>; of confidence: <c>number</c> or <c>percent</c>.</param>
public sealed record ExportColumn([property: Required(ErrorMessage = "Informe field.")] string? Field,
    [property: StringLength(120)] string? Title = null, [property: StringLength(40)] string? Format = null);

/// <summary>What a column can show, and the columns of the official template.</summary>
internal static class ExportColumns
{
    private static readonly Dictionary<string,
        (string Title, int Width, Func<int, ExportRow, string?, object?> Value)> Fields = new(StringComparer.Ordinal)
    {
        ["seq"] = ("Seq", 6, (seq, _, _) => seq),
        ["erp_description"] = ("DESCRIÇÃO ERP", 40, (_, row, _) => row.ErpText),
        ["description"] = ("DESCRIÇÃO PARA DECLARAÇÃO DE IMPORTAÇÃO", 80, (_, row, _) => row.View.Description),
        ["ncm_ex"] = ("NCM (CLASSIFICAÇÃO FISCAL)", 20, (_, row, format) => NcmWithEx(row, format)),
        ["manufacturer"] = ("FABRICANTE", 30, (_, row, _) => row.View.Fabricante),
        ["address"] = ("Endereço", 50, (_, row, _) => row.View.Endereco),
        ["country"] = ("Descr. País", 20, (_, row, _) => Countries.FindName(row.View.Pais) ?? row.View.Pais),
        ["partnumber"] = ("PART NUMBER", 25, (_, row, _) => row.View.Partnumber),
        ["short_description"] = ("DESCRIÇÃO RESUMIDA", 40, (_, row, _) => row.ShortDescription),
        ["ncm"] = ("NCM", 12, (_, row, format) => WriteNcm(row, format)),
        ["ex"] = ("EX", 6, (_, row, _) => row.View.Exception),
        ["nve"] = ("NVE", 10, (_, row, _) => row.View.Nve),
        ["confidence"] = ("CONFIANÇA", 10, (_, row, format) => format == "percent"
            ? row.View.ConfidenceScore?.ToString("P0", CultureInfo.GetCultureInfo("pt-BR")) : row.View.ConfidenceScore),
        ["status"] = ("SITUAÇÃO", 12, (_, row, _) => row.Waiting ? "REVISAR" : row.View.ApprovedAt is null ? "AUTOMÁTICA (NÃO REVISADA)"
            : "APROVADA"),
        ["version"] = ("VERSÃO", 8, (_, row, _) => row.View.Version),
        ["tax_at_stake"] = ("TRIBUTOS FEDERAIS SOBRE R$ 100", 12, (_, row, _) => row.View.TaxAtStake),
        ["created_at"] = ("CLASSIFICADO EM", 20, (_, row, _) => row.View.CreatedAt.ToOffset(TimeSpan.FromHours(-3)).DateTime),
        ["country_of_origin"] = ("PAÍS DE ORIGEM", 10, (_, row, _) => row.Origin),
        ["country_of_provenance"] = ("PAÍS DE PROCEDÊNCIA", 10, (_, row, _) => row.Provenance),
        ["country_of_acquisition"] = ("PAÍS DE AQUISIÇÃO", 10, (_, row, _) => row.Acquisition),
        ["manufacturer_legal_name"] = ("RAZÃO SOCIAL DO FABRICANTE", 30, (_, row, _) => row.Maker?.Name),
        ["manufacturer_tax_number"] = ("IDENTIFICAÇÃO FISCAL (TIN) DO FABRICANTE", 20, (_, row, _) => row.Maker?.TaxNumber),
        ["manufacturer_street"] = ("LOGRADOURO", 40, (_, row, _) => row.Maker?.Street),
        ["manufacturer_city"] = ("CIDADE", 20, (_, row, _) => row.Maker?.City),
        ["manufacturer_subdivision"] = ("SUBDIVISÃO", 10, (_, row, _) => row.Maker?.FullSubdivision),
        ["manufacturer_postal_code"] = ("CÓDIGO POSTAL", 12, (_, row, _) => row.Maker?.PostalCode),
        ["manufacturer_country"] = ("PAÍS DO FABRICANTE", 10, (_, row, _) => row.Maker?.Country),
        ["importer"] = ("IMPORTADOR", 30, (_, row, _) => row.Importer),
        ["importer_cnpj"] = ("CNPJ DO IMPORTADOR", 20, (_, row, _) => row.ImporterCnpj is { } cnpj ? Cnpj.Format(cnpj) : null),
        ["task_id"] = ("TAREFA", 36, (_, row, _) => row.View.TaskId?.ToString()),
        ["id"] = ("ID", 36, (_, row, _) => row.View.Id.ToString()),
    };

    public static IReadOnlyList<ExportColumn> Official { get; } =
        [new("seq"), new("erp_description"), new("description"), new("ncm_ex"), new("manufacturer"), new("address"), new("country")];

    public static IEnumerable<string> Names => Fields.Keys;

    public static bool Knows(string? field) => field is not null && Fields.ContainsKey(field);

    public static (string Title, int Width) DescribeHeader(ExportColumn column) =>
        (string.IsNullOrWhiteSpace(column.Title) ? Fields[column.Field!].Title : column.Title, Fields[column.Field!].Width);

    public static object? ReadValue(ExportColumn column, int seq, ExportRow row) => Fields[column.Field!].Value(seq, row, column.Format);

    private static string? WriteNcm(ExportRow row, string? format) =>
        row.View.Ncm is { } ncm && format == "dotted" ? NcmCode.Format(ncm) : row.View.Ncm;

    private static string NcmWithEx(ExportRow row, string? format)
    {
        var code = WriteNcm(row, format) + (NcmCode.ParseEx(row.View.Exception) is { } ex ? $" ({ex})" : "");
        return row.Waiting ? $"{code} REVISAR".Trim() : code;
    }
}
