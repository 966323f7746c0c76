using System.Globalization;
using System.Text.Json;
using Nexa.Fiscal.Attributes;

namespace Nexa.Fiscal.Import;

/// <summary>Links and definitions of attributes as the official file writes them.</summary>
internal sealed class AttributeReader
{
    // Eighty thousand links name the same few codes.
    private readonly Dictionary<string, string> shared = new(StringComparer.Ordinal);

    public IEnumerable<AttributeLink> ReadLinks(JsonElement element)
    {
        var ncm = ReadCode(FindText(element, "codigoNcm"));
        var links = ListElements(element, "listaAtributos").Select(link => new AttributeLink(
            ncm, Share(FindText(link, "codigo") ?? throw new RefusedFileException($"um atributo do código {ncm} não tem código.")),
            Share(FindText(link, "modalidade") ?? ""), FindFlag(link, "obrigatorio"), FindFlag(link, "multivalorado"),
            FindDate(link, "dataInicioVigencia") ?? DateOnly.MinValue, FindDate(link, "dataFimVigencia") ?? NcmNode.Open)).ToList();
        return links.SelectMany(link => ExtendOptional(link, links));
    }

    public ProductAttribute ReadAttribute(JsonElement element)
    {
        var code = FindText(element, "codigo") ?? throw new RefusedFileException("a definição de um atributo não tem código.");
        var form = FindText(element, "formaPreenchimento") ?? "";
        return new ProductAttribute(Share(code), FindText(element, "nomeApresentacao") ?? FindText(element, "nome") ?? code, ReadForm(form),
            form)
        {
            Definition = FindText(element, "definicao"),
            Guidance = FindText(element, "orientacaoPreenchimento"),
            Length = FindNumber(element, "tamanhoMaximo"),
            Decimals = FindNumber(element, "casasDecimais"),
            Mask = FindText(element, "mascara"),
            Multivalued = FindFlag(element, "multivalorado"),
            Obligatory = FindFlag(element, "obrigatorio"),
            From = FindDate(element, "dataInicioVigencia") ?? DateOnly.MinValue,
            To = FindDate(element, "dataFimVigencia") ?? NcmNode.Open,
            Domain = [.. ListElements(element, "dominio")
                .Select(one => new DomainValue(FindText(one, "codigo") ?? "", FindText(one, "descricao") ?? ""))],
            Objectives = [.. ListElements(element, "objetivos").Select(one => Share(FindText(one, "descricao") ?? ""))],
            Agencies = [.. ListElements(element, "orgaos").Where(one => one.ValueKind is JsonValueKind.String)
                .Select(one => Share(one.GetString()!))],
            Conditionals = [.. ListElements(element, "condicionados").Select(ReadConditional).OfType<ConditionalAttribute>()],
            Parts = [.. ListElements(element, "listaSubatributos").Select(ReadAttribute)],
        };
    }

    // An optional link with an end becomes obligatory then, unless the file itself says what follows.
    private static IEnumerable<AttributeLink> ExtendOptional(AttributeLink link, List<AttributeLink> all) =>
        link.Obligatory || link.To >= NcmNode.Open || link.To <= link.From
        || all.Exists(other => other != link && other.Attribute == link.Attribute && other.Direction == link.Direction
            && other.From >= link.From)
            ? [link] : [link with { To = link.To.AddDays(-1) }, link with { Obligatory = true, From = link.To, To = NcmNode.Open }];

    private ConditionalAttribute? ReadConditional(JsonElement element)
    {
        // Some writers put the attribute's own members beside the condition instead of into "atributo".
        var own = element.TryGetProperty("atributo", out var inner) && inner.ValueKind is JsonValueKind.Object ? inner : element;
        return FindText(own, "codigo") is null ? null : new ConditionalAttribute(
            FindFlag(element, "obrigatorio"), FindFlag(element, "multivalorado"),
            FindText(element, "descricaoCondicao") ?? FindText(element, "descricao"),
            element.TryGetProperty("condicao", out var condition) ? ReadCondition(condition) : null, ReadAttribute(own),
            FindDate(element, "dataInicioVigencia") ?? DateOnly.MinValue, FindDate(element, "dataFimVigencia") ?? NcmNode.Open);
    }

    private static AttributeCondition? ReadCondition(JsonElement element) => element.ValueKind is not JsonValueKind.Object ? null : new(
        FindText(element, "operador") ?? "", FindText(element, "valor") ?? "", FindText(element, "composicao"),
        element.TryGetProperty("condicao", out var next) ? ReadCondition(next) : null);

    private static AttributeForm ReadForm(string form) => form switch
    {
        "TEXTO" => AttributeForm.Text,
        "BOOLEANO" => AttributeForm.Boolean,
        "NUMERO_INTEIRO" => AttributeForm.WholeNumber,
        "NUMERO_REAL" => AttributeForm.RealNumber,
        "DATA" => AttributeForm.Date,
        "DATA_HORA" => AttributeForm.DateTime,
        "LISTA_ESTATICA" => AttributeForm.List,
        "LISTA_DINAMICA" => AttributeForm.DynamicList,
        "COMPOSTO" => AttributeForm.Composite,
        _ => AttributeForm.Other,
    };

    // Dotted, and of 2 to 8 digits: links of a chapter hold for all its codes.
    private string ReadCode(string? written)
    {
        var digits = (written ?? "").Replace(".", "", StringComparison.Ordinal).Trim();
        return digits.Length is >= 2 and <= 8 && digits.All(char.IsAsciiDigit)
            ? Share(digits) : throw new RefusedFileException($"\"{written}\" não é um código da NCM.");
    }

    private string Share(string text) => shared.TryGetValue(text, out var same) ? same : shared[text] = text;

    private static JsonElement.ArrayEnumerator ListElements(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? FindText(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    private static bool FindFlag(JsonElement element, string name) => FindText(element, name) is "true" or "True" or "SIM" or "S";

    private static int? FindNumber(JsonElement element, string name) =>
        int.TryParse(FindText(element, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Missing, null and "" mean open in the same file.
    private static DateOnly? FindDate(JsonElement element, string name)
    {
        if (FindText(element, name) is not { } text)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : throw new RefusedFileException($"\"{text}\" não é uma data válida ({name}).");
    }
}
