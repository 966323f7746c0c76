using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Importers;
using Nexa.Fiscal;

namespace Nexa.Api.Features.Export;

/// <summary>The item as it was sent.</summary>
public sealed record CertificateInput(
    string? Description, string? Manufacturer, string? Supplier, string? Importer = null, string? ImporterCnpj = null);

/// <summary>
/// What a certificate certifies: input, answer, and who answers for it. The certificate's SHA-256 is of this record as JSON, byte for
/// byte; the time of printing is no part of it.
/// </summary>
public sealed record CertificateRecord(
    Guid ClassificationId, string Partnumber, int Version, string Status, DateTimeOffset ClassifiedAt, CertificateInput Input, string? Ncm,
    string? Exception, string? Nve, string? Description,
    string? Fabricante, string? Endereco, string? Pais, double? ConfidenceScore, string? Basis, JsonElement Result, string? Author,
    string? Reason, string? Approver, DateTimeOffset? ApprovedAt)
{
    public static CertificateRecord Create(
        ClassificationDetail detail, CertificateInput input, string? approver, string? author, string? basis)
    {
        var view = detail.Classification;
        return new(view.Id, view.Partnumber, view.Version, view.Status, view.CreatedAt, input, view.Ncm, NcmCode.ParseEx(view.Exception),
            view.Nve, view.Description,
            view.Fabricante, view.Endereco, view.Pais, view.ConfidenceScore, basis, detail.Result, author, detail.Reason, approver,
            view.ApprovedAt);
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, NexaJson.Options);
}

/// <summary>
/// One classification on paper: what was asked, what was answered and why, who answers for it, and a fingerprint of it all.
/// </summary>
internal static class Certificate
{
    private static readonly CultureInfo Brazil = CultureInfo.GetCultureInfo("pt-BR");

    public static byte[] Write(CertificateRecord record, string tables, DateTimeOffset issuedAt)
    {
        using var page = new CertificatePages("Certificado de classificação fiscal",
            $"{record.Partnumber}, versão {record.Version} · emitido em {FormatMoment(issuedAt)}");
        page.AddTitle("NEXA", "Certificado de classificação fiscal",
            $"Part number {record.Partnumber} · versão {record.Version} ({DescribeState(record.Status)}), de "
            + $"{FormatMoment(record.ClassifiedAt)}");
        page.AddHighlight("NCM", record.Ncm is { } ncm ? NcmCode.Format(ncm) : "sem código",
            ("EX-TIPI", record.Exception ?? "sem enquadramento"), ("NVE", record.Nve ?? "não informada"),
            ("CONFIANÇA", record.ConfidenceScore?.ToString("P0", Brazil) ?? "não informada"),
            ("REVISÃO", record.ApprovedAt is null ? "não revisada" : "aprovada por pessoa"));
        page.AddHeading("Dados recebidos");
        page.AddField("Part number", record.Partnumber);
        page.AddField("Descrição", record.Input.Description);
        page.AddField("Fabricante", record.Input.Manufacturer);
        page.AddField("Fornecedor", record.Input.Supplier);
        if (record.Input is { Importer: { } importer, ImporterCnpj: { } cnpj })
        {
            page.AddField("Importador", $"{importer}, CNPJ {Cnpj.Format(cnpj)}");
        }

        page.AddHeading("Mercadoria");
        page.AddField("Descrição", record.Description);
        page.AddField("Fabricante", record.Fabricante);
        page.AddField("Endereço", record.Endereco);
        page.AddField("País", record.Pais);
        page.AddHeading("Fundamento");
        page.AddField("Base legal", record.Basis is { } basis ? $"código e Ex como criados em seus atos: {basis}" : null);
        AddRates(page, record.Result);
        page.AddField("Tabelas na emissão", tables);
        AddSection(page, record.Result, "rationale", "Regras aplicadas", step =>
            ReadText(step, "reason") is { } reason
                ? (string.Join(' ', new[] { ReadText(step, "rule"), ReadText(step, "code") is { } code
                ? NcmCode.Format(code) : null }.OfType<string>()), reason) : null);
        AddSection(page, record.Result, "evidence", "Evidências", fact =>
            ReadText(fact, "value") is { } value
                ? (ReadText(fact, "field") ?? "", ReadText(fact, "source") is { } source ? $"{value} (fonte: {source})" : value) : null);
        AddSection(page, record.Result, "alternatives", "Alternativas consideradas", other =>
            ReadText(other, "ncm") is { } code
                ? (NcmCode.Format(code), string.Join(". ",
                new[] { ReadText(other, "description"), ReadText(other, "reason") }.OfType<string>())) : null);
        page.AddHeading("Responsáveis");
        page.AddField("Autor", record.Author ?? "classificação automática");
        page.AddField("Motivo", record.Reason);
        page.AddField("Aprovação", record.ApprovedAt is { } at
            ? $"{record.Approver}, em {FormatMoment(at)}" : "não revisada por uma pessoa");
        page.AddHeading("Integridade");
        page.AddField("SHA-256", Convert.ToHexStringLower(SHA256.HashData(record.ToJson())));
        page.AddField("Calculado sobre", $"o registro em JSON de GET /classifications/{record.ClassificationId}/certificate?format=json");
        if (page.HasCodePoints)
        {
            page.AddField("Caracteres",
                "[U+…] indica um caractere que a fonte deste documento não tem, pelo código Unicode; o registro em JSON traz o texto "
                + "original.");
        }

        return page.Build();
    }

    private static void AddRates(CertificatePages page, JsonElement result)
    {
        if (!result.TryGetProperty("rates", out var rates) || rates.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        page.AddField("Alíquotas em", ReadText(rates, "on") is { } on && DateOnly.TryParse(on, CultureInfo.InvariantCulture, out var day)
            ? day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) : null);
        foreach (var (field, name) in new[] { ("ii", "II"), ("ipi", "IPI"), ("pis", "PIS-Importação"), ("cofins", "COFINS-Importação") })
        {
            if (rates.TryGetProperty(field, out var tax) && tax.ValueKind is JsonValueKind.Object
                && tax.TryGetProperty("rate", out var rate))
            {
                var percent = rate.ValueKind is JsonValueKind.Number
                    ? $"{rate.GetDecimal().ToString("0.##", Brazil)} %" : rate.ToString() is "NT" ? "NT (não tributado)" : "desconhecida";
                page.AddField(name, string.Join(" · ", new[] { percent, ReadText(tax, "basis"), ReadText(tax, "act") }.OfType<string>()));
            }
        }
    }

    /// <summary>
    /// Adds a section of the answer. Third-party agents may send other shapes; unknown shapes are printed as key: value lines.
    /// </summary>
    private static void AddSection(
        CertificatePages page, JsonElement result, string field, string title, Func<JsonElement, (string Label, string Value)?> known)
    {
        if (!result.TryGetProperty(field, out var value) || value.ValueKind is JsonValueKind.Null
            || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0))
        {
            return;
        }

        page.AddHeading(title);
        foreach (var element in value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Take(60).ToArray() : [value])
        {
            var (label, text) = element.ValueKind is JsonValueKind.Object && known(element) is { } said
                ? said : ("", string.Join('\n', FormatLines(element, 0).Take(60)));
            page.AddField(label, text);
        }
    }

    private static IEnumerable<string> FormatLines(JsonElement value, int depth)
    {
        var indent = new string(' ', depth * 2);
        return value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Where(p => p.Value.ValueKind is not JsonValueKind.Null)
                .SelectMany(p => IsPlain(p.Value) ? [$"{indent}{p.Name}: {p.Value}"] : FormatLines(p.Value, depth + 1)
                    .Prepend($"{indent}{p.Name}:")),
            JsonValueKind.Array => value.EnumerateArray()
                .SelectMany(element => IsPlain(element) ? [$"{indent}- {element}"] : FormatLines(element, depth + 1)),
            _ => [$"{indent}{value}"],
        };
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static string? ReadText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            && value.ToString() is { Length: > 0 } text ? text : null;

    private static string DescribeState(string status) =>
        status switch { "ACTIVE" => "vigente", "REPLACED" => "substituída por outra versão", _ => "rejeitada" };

    private static string FormatMoment(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(-3)).ToString("dd/MM/yyyy HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture);
}
