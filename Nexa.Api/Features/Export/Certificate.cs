using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexa.Api.Features.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Fiscal;

namespace Nexa.Api.Features.Export;

/// <summary>What a certificate says beside the classification itself.</summary>
internal sealed record CertificateFacts(
    string? Description, string? Manufacturer, string? Supplier, string? Approver, string? Author, string? Basis, string Tables, DateTimeOffset IssuedAt);

/// <summary>One classification on paper: what was asked, what was answered and why, who answers for it, and a fingerprint of it all.</summary>
internal static class Certificate
{
    public static byte[] Write(ClassificationDetail detail, CertificateFacts facts)
    {
        var view = detail.Classification;
        var page = new CertificatePages();
        page.Title("Certificado de classificação fiscal");
        page.Field("Part number", view.Partnumber);
        page.Field("Versão", $"{view.Version} ({view.Status}), de {Moment(view.CreatedAt)}");
        page.Heading("Dados recebidos");
        page.Field("Descrição", facts.Description);
        page.Field("Fabricante", facts.Manufacturer);
        page.Field("Fornecedor", facts.Supplier);
        page.Heading("Classificação");
        page.Field("NCM", view.Ncm is { } ncm ? NcmCode.Format(ncm) : null);
        page.Field("Ex-TIPI", NcmCode.Ex(view.Exception) ?? "sem Ex");
        page.Field("NVE", view.Nve);
        page.Field("Descrição", view.Description);
        page.Field("Fabricante", view.Fabricante);
        page.Field("Endereço", view.Endereco);
        page.Field("País", view.Pais);
        page.Field("Confiança", view.ConfidenceScore?.ToString("P0", CultureInfo.GetCultureInfo("pt-BR")));
        page.Heading("Fundamento");
        page.Field("Tabelas", facts.Tables);
        page.Field("Base legal", facts.Basis);
        Section(page, detail.Result, "rates", "Alíquotas");
        Section(page, detail.Result, "rationale", "Regras aplicadas");
        Section(page, detail.Result, "evidence", "Evidências");
        Section(page, detail.Result, "alternatives", "Alternativas");
        page.Heading("Responsáveis");
        page.Field("Autor", facts.Author ?? "classificação automática");
        page.Field("Motivo", detail.Reason);
        page.Field("Aprovação", view.ApprovedAt is { } at ? $"{facts.Approver}, em {Moment(at)}" : "não revisada por uma pessoa");
        page.Heading("Integridade");
        page.Field("SHA-256", Fingerprint(detail, facts));
        page.Field("Emitido em", Moment(facts.IssuedAt));
        return page.Build();
    }

    /// <summary>Of everything that the certificate rests on, and not of when it was printed: the same decision has the same one.</summary>
    private static string Fingerprint(ClassificationDetail detail, CertificateFacts facts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        NexaJson.Write(new { detail.Classification, detail.Reason, detail.ReplacesId, detail.Result, facts.Description, facts.Manufacturer, facts.Supplier, facts.Basis }))));

    private static void Section(CertificatePages page, JsonElement result, string field, string title)
    {
        if (result.TryGetProperty(field, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            page.Field(title, string.Join('\n', Lines(value, 0).Take(60)));
        }
    }

    /// <summary>Any JSON in lines that can be read: agents of other makers put what they like into these fields.</summary>
    private static IEnumerable<string> Lines(JsonElement value, int depth)
    {
        var indent = new string(' ', depth * 2);
        return value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Where(p => p.Value.ValueKind is not JsonValueKind.Null)
                .SelectMany(p => IsPlain(p.Value) ? [$"{indent}{p.Name}: {p.Value}"] : Lines(p.Value, depth + 1).Prepend($"{indent}{p.Name}:")),
            JsonValueKind.Array => value.EnumerateArray().SelectMany(element => IsPlain(element) ? [$"{indent}- {element}"] : Lines(element, depth + 1)),
            _ => [$"{indent}{value}"],
        };
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static string Moment(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-3)).ToString("dd/MM/yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
