using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Fiscal;

namespace Nexa.Api.Features.Export;

/// <summary>What was asked for.</summary>
public sealed record CertificateInput(string? Description, string? Manufacturer, string? Supplier);

/// <summary>
/// What a certificate certifies: input, answer, and who answers for it. As JSON it is what the certificate's SHA-256 is of,
/// byte for byte; when it was printed is no part of it.
/// </summary>
public sealed record CertificateRecord(
    Guid ClassificationId, string Partnumber, int Version, string Status, DateTimeOffset ClassifiedAt, CertificateInput Input, string? Ncm, string? Exception, string? Nve, string? Description,
    string? Fabricante, string? Endereco, string? Pais, double? ConfidenceScore, string? Basis, JsonElement Result, string? Author, string? Reason, string? Approver, DateTimeOffset? ApprovedAt)
{
    public static CertificateRecord Of(ClassificationDetail detail, CertificateInput input, string? approver, string? author, string? basis)
    {
        var view = detail.Classification;
        return new(view.Id, view.Partnumber, view.Version, view.Status, view.CreatedAt, input, view.Ncm, NcmCode.Ex(view.Exception), view.Nve, view.Description,
            view.Fabricante, view.Endereco, view.Pais, view.ConfidenceScore, basis, detail.Result, author, detail.Reason, approver, view.ApprovedAt);
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, NexaJson.Options);
}

/// <summary>One classification on paper: what was asked, what was answered and why, who answers for it, and a fingerprint of it all.</summary>
internal static class Certificate
{
    private static readonly CultureInfo Brazil = CultureInfo.GetCultureInfo("pt-BR");

    public static byte[] Write(CertificateRecord record, string tables, DateTimeOffset issuedAt)
    {
        var page = new CertificatePages($"{record.Partnumber}, versão {record.Version} · emitido em {Moment(issuedAt)}");
        page.Title("NEXA", "Certificado de classificação fiscal", $"Part number {record.Partnumber} · versão {record.Version} ({State(record.Status)}), de {Moment(record.ClassifiedAt)}");
        page.Highlight("NCM", record.Ncm is { } ncm ? NcmCode.Format(ncm) : "sem código",
            ("EX-TIPI", record.Exception ?? "sem enquadramento"), ("NVE", record.Nve ?? "não informada"),
            ("CONFIANÇA", record.ConfidenceScore?.ToString("P0", Brazil) ?? "não informada"), ("REVISÃO", record.ApprovedAt is null ? "não revisada" : "aprovada por pessoa"));
        page.Heading("Dados recebidos");
        page.Field("Part number", record.Partnumber);
        page.Field("Descrição", record.Input.Description);
        page.Field("Fabricante", record.Input.Manufacturer);
        page.Field("Fornecedor", record.Input.Supplier);
        page.Heading("Mercadoria");
        page.Field("Descrição", record.Description);
        page.Field("Fabricante", record.Fabricante);
        page.Field("Endereço", record.Endereco);
        page.Field("País", record.Pais);
        page.Heading("Fundamento");
        page.Field("Base legal", record.Basis is { } basis ? $"código e Ex como criados em seus atos: {basis}" : null);
        Rates(page, record.Result);
        page.Field("Tabelas na emissão", tables);
        Each(page, record.Result, "rationale", "Regras aplicadas", step =>
            Text(step, "reason") is { } reason ? (string.Join(' ', new[] { Text(step, "rule"), Text(step, "code") is { } code ? NcmCode.Format(code) : null }.OfType<string>()), reason) : null);
        Each(page, record.Result, "evidence", "Evidências", fact =>
            Text(fact, "value") is { } value ? (Text(fact, "field") ?? "", Text(fact, "source") is { } source ? $"{value} (fonte: {source})" : value) : null);
        Each(page, record.Result, "alternatives", "Alternativas consideradas", other =>
            Text(other, "ncm") is { } code ? (NcmCode.Format(code), string.Join(". ", new[] { Text(other, "description"), Text(other, "reason") }.OfType<string>())) : null);
        page.Heading("Responsáveis");
        page.Field("Autor", record.Author ?? "classificação automática");
        page.Field("Motivo", record.Reason);
        page.Field("Aprovação", record.ApprovedAt is { } at ? $"{record.Approver}, em {Moment(at)}" : "não revisada por uma pessoa");
        page.Heading("Integridade");
        page.Field("SHA-256", Convert.ToHexStringLower(SHA256.HashData(record.ToJson())));
        page.Field("De quê", $"do registro em JSON, byte a byte, como o entrega /classifications/{record.ClassificationId}/certificate?format=json");
        return page.Build();
    }

    private static void Rates(CertificatePages page, JsonElement result)
    {
        if (!result.TryGetProperty("rates", out var rates) || rates.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        page.Field("Alíquotas em", Text(rates, "on") is { } on && DateOnly.TryParse(on, CultureInfo.InvariantCulture, out var day) ? day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) : null);
        foreach (var (field, name) in new[] { ("ii", "II"), ("ipi", "IPI"), ("pis", "PIS-Importação"), ("cofins", "COFINS-Importação") })
        {
            if (rates.TryGetProperty(field, out var tax) && tax.ValueKind is JsonValueKind.Object && tax.TryGetProperty("rate", out var rate))
            {
                var percent = rate.ValueKind is JsonValueKind.Number ? $"{rate.GetDecimal().ToString("0.##", Brazil)} %" : rate.ToString() is "NT" ? "NT (não tributado)" : "desconhecida";
                page.Field(name, string.Join(" · ", new[] { percent, Text(tax, "basis"), Text(tax, "act") }.OfType<string>()));
            }
        }
    }

    /// <summary>A section of the answer by its elements; an agents server of another make puts what it likes there, and that is shown as it is.</summary>
    private static void Each(CertificatePages page, JsonElement result, string field, string title, Func<JsonElement, (string Label, string Value)?> known)
    {
        if (!result.TryGetProperty(field, out var value) || value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0))
        {
            return;
        }

        page.Heading(title);
        foreach (var element in value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Take(60).ToArray() : [value])
        {
            var (label, text) = element.ValueKind is JsonValueKind.Object && known(element) is { } said ? said : ("", string.Join('\n', Lines(element, 0).Take(60)));
            page.Field(label, text);
        }
    }

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

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number && value.ToString() is { Length: > 0 } text ? text : null;

    private static string State(string status) => status switch { "ACTIVE" => "vigente", "REPLACED" => "substituída por outra versão", _ => "rejeitada" };

    private static string Moment(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-3)).ToString("dd/MM/yyyy HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture);
}
