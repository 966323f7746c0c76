using System.Globalization;
using System.Text.Json;
using Nexa.Core.Catalogue;
using Nexa.Core.FiscalStore;
using Nexa.Core.Importers;
using Nexa.Fiscal;
using Nexa.Web.Results;

namespace Nexa.Api.Features.Export;

/// <summary>
/// One classification on paper: what was asked, what was answered and why, who answers for it, and a fingerprint of it all.
/// </summary>
internal static class Certificate
{
    private const string NoRuling =
        "Este documento não é Solução de Consulta da Receita Federal do Brasil nem a substitui: a classificação fiscal é de "
        + "responsabilidade do importador.";

    private static readonly CultureInfo Brazil = CultureInfo.GetCultureInfo("pt-BR");

    private static readonly (string Key, string Name)[] FileKinds =
    [
        ("ncm", "NCM"), ("tipi", "TIPI"), ("tariff", "tarifa"), ("law", "alíquotas da lei"), ("rates", "alíquotas próprias"),
        ("exchange", "cotações"),
    ];

    /// <param name="record">What it certifies.</param>
    /// <param name="tables">In force when it is issued.</param>
    /// <param name="address">Where anyone may check its fingerprint.</param>
    /// <param name="issuedAt">Now.</param>
    public static byte[] Write(CertificateRecord record, FiscalTables tables, string address, DateTimeOffset issuedAt)
    {
        // Until a person has approved it, it is what the machine proposes.
        var title = record.ApprovedAt is null ? "Proposta de classificação fiscal" : "Certificado de classificação fiscal";
        using var page = new CertificatePages(title, $"{record.Partnumber}, versão {record.Version} · emitido em {FormatMoment(issuedAt)}");
        page.AddTitle("NEXA", title,
            $"Part number {record.Partnumber} · versão {record.Version} ({DescribeState(record.Status)}), registrada em "
            + FormatMoment(record.ClassifiedAt));
        page.AddHighlight("NCM", record.Ncm is { } ncm ? NcmCode.Format(ncm) : "sem código",
            ("EX DA TIPI", record.Exception ?? "sem enquadramento"), ("NVE", record.Nve ?? "não informada"),
            ("CONFIANÇA", record.ConfidenceScore?.ToString("P0", Brazil) ?? "não informada"),
            ("REVISÃO", record.ApprovedAt is null ? "sem aprovação de analista" : "aprovada por analista"));
        page.AddField("Aviso", NoRuling);
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
        page.AddField("País", Countries.FindName(record.Pais) ?? record.Pais);
        page.AddHeading("Fundamento");
        page.AddField("Base legal", record.Basis is { } basis ? DescribeBasis(basis, tables) : null);
        AddRates(page, record.Result);
        page.AddField("Edição da classificação", record.Edition is { } edition ? DescribeEdition(edition) : null);
        page.AddField("Edição na emissão", $"{tables.Name} (edição {tables.SnapshotId})");
        AddSection(page, record.Result, "rationale", "Regras aplicadas", step =>
            ReadText(step, "reason") is { } reason
                ? (string.Join(' ', new[] { ReadText(step, "rule"), ReadText(step, "code") is { } code
                ? NcmCode.Format(code) : null }.OfType<string>()), reason) : null);
        AddSection(page, record.Result, "evidence", "Evidências", fact =>
            ReadText(fact, "value") is { } value
                ? (FactNames.Find(ReadText(fact, "field") ?? ""), DescribeFact(fact, value)) : null);
        AddSection(page, record.Result, "alternatives", "Alternativas consideradas", other =>
            ReadText(other, "ncm") is { } code
                ? (NcmCode.Format(code), string.Join(". ",
                new[] { ReadText(other, "description"), ReadText(other, "reason") }.OfType<string>())) : null);
        page.AddHeading("Responsáveis");
        page.AddField("Autor", record.Author ?? "classificação automática");
        page.AddField("Motivo", record.Reason);
        page.AddField("Aprovação", record.ApprovedAt is { } at
            ? string.Join(", ", new[] { record.Approver, record.ApproverPosition, record.ApproverRegistration }.OfType<string>())
                + $", em {FormatMoment(at)}"
            : "sem aprovação de analista");
        page.AddHeading("Integridade");
        page.AddField("SHA-256", record.ComputeHash());
        page.AddField("Conferência", $"{address}\nO resumo SHA-256 é do registro em JSON, byte a byte, obtido em /classifications/"
            + $"{record.ClassificationId}/certificate?format=json.");
        page.AddCode(address);
        if (page.HasCodePoints)
        {
            page.AddField("Caracteres",
                "[U+…] indica um caractere que a fonte deste documento não tem, pelo código Unicode; o registro em JSON traz o texto "
                + "original.");
        }

        return page.Build();
    }

    /// <summary>"85176279 2022-04-01 Ex 001 2022-08-01" as the sentence that it stands for.</summary>
    private static string DescribeBasis(string basis, FiscalTables tables)
    {
        if (basis.Split(' ') is not [var code, var from, .. var ex] || !TryReadDay(from, out var since))
        {
            return basis;
        }

        var act = tables.Ncm.Find(code, since)?.Act;
        var text = $"NCM {NcmCode.Format(code)}, vigente desde {since:dd/MM/yyyy}{(act is null ? "" : $" ({act})")}";
        return ex is ["Ex", var number, var born] && TryReadDay(born, out var exSince)
            ? $"{text}; Ex {number} da TIPI, vigente desde {exSince:dd/MM/yyyy}" : text;
    }

    private static string DescribeEdition(EditionLine edition) =>
        $"nº {edition.Number}, de {FormatMoment(edition.CreatedAt)}: {NameFiles(edition.Files)} (edição {edition.Id})";

    private static string NameFiles(string files) => FileKinds.Aggregate(files, (text, kind) =>
        text.Replace($"{kind.Key} ", $"{kind.Name} de ", StringComparison.Ordinal));

    private static string DescribeFact(JsonElement fact, string value)
    {
        var text = FactNames.DescribeValue(ReadText(fact, "field") ?? "", value);
        return ReadText(fact, "source") is { } source ? $"{text} (fonte: {source})" : text;
    }

    private static bool TryReadDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static void AddRates(CertificatePages page, JsonElement result)
    {
        if (!result.TryGetProperty("rates", out var rates) || rates.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        page.AddField("Alíquotas vigentes em",
            ReadText(rates, "on") is { } on && DateOnly.TryParse(on, CultureInfo.InvariantCulture, out var day)
            ? day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) : null);
        foreach (var (field, name) in new[] { ("ii", "II"), ("ipi", "IPI"), ("pis", "PIS-Importação"), ("cofins", "COFINS-Importação") })
        {
            if (rates.TryGetProperty(field, out var tax) && tax.ValueKind is JsonValueKind.Object
                && tax.TryGetProperty("rate", out var rate))
            {
                var percent = rate.ValueKind is JsonValueKind.Number
                    ? $"{Portuguese.FormatNumber(rate.GetDecimal())}%" : rate.ToString() is "NT" ? "NT (não tributado)" : "não disponível";
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
        at.ToOffset(TimeSpan.FromHours(-3)).ToString("dd/MM/yyyy', às 'HH:mm:ss' (horário de Brasília)'", CultureInfo.InvariantCulture);
}
