using Nexa.Core.Exports;
using Nexa.Core.Catalogue;
using Nexa.Fiscal.Attributes;

namespace Nexa.Api.Features.Export;

/// <summary>The states of a product in the catalogue. A foreign operator has only the first two.</summary>
internal enum DuimpState
{
    Ativado,
    Desativado,
    Rascunho,
}

/// <summary>Nexa's fields as the catalogue names them: the one place that knows its spelling.</summary>
internal static class DuimpMap
{
    public static string WriteState(DuimpState state) => state.ToString().ToUpperInvariant();

    /// <summary>The short description, cut after a whole word where it is longer than the catalogue takes.</summary>
    public static string? WriteDenomination(ExportRow row)
    {
        var text = row.ShortDescription ?? row.View.Description;
        if (text is not { Length: > DuimpLimits.Denomination })
        {
            return text;
        }

        var cut = text[..(DuimpLimits.Denomination + 1)].LastIndexOf(' ');
        return text[..(cut > 0 ? cut : DuimpLimits.Denomination)].TrimEnd(' ', ',', ';');
    }

    public static Dictionary<string, object?> BuildProduct(int seq, string root, DuimpProduct product, DuimpState state)
    {
        var (row, values) = (product.Row, product.Sheet?.Values ?? []);
        return new(StringComparer.Ordinal)
        {
            ["seq"] = seq,
            ["codigo"] = product.Code?.Code,
            ["versao"] = product.Code?.Version,
            ["cpfCnpjRaiz"] = root,
            ["situacao"] = WriteState(state),
            ["modalidade"] = "IMPORTACAO",
            ["ncm"] = row.View.Ncm,
            ["denominacao"] = WriteDenomination(row),
            ["descricao"] = row.View.Description,
            ["codigosInterno"] = new[] { row.View.Partnumber },
            ["atributos"] = values.Where(value => value.Value is not null)
                .Select(value => new { atributo = value.Attribute, valor = value.Value }).ToList(),
            ["atributosMultivalorados"] = values.Where(value => value.Values is not null)
                .Select(value => new { atributo = value.Attribute, valores = value.Values }).ToList(),
            ["atributosCompostos"] = values.Where(value => value.Parts is [_])
                .Select(value => new { atributo = value.Attribute, valores = WriteParts(value.Parts![0]) }).ToList(),
            ["atributosCompostosMultivalorados"] = values.Where(value => value.Parts is { Count: > 1 })
                .Select(value => new { atributo = value.Attribute, valores = value.Parts!.Select(WriteParts).ToList() }).ToList(),
        };
    }

    /// <summary>What the declaration asks of the item beside the product: the three countries, as far as they are known.</summary>
    public static Dictionary<string, object?> BuildItem(int lot, int seq, DuimpProduct product) => new(StringComparer.Ordinal)
    {
        ["lote"] = lot,
        ["seqProduto"] = seq,
        ["codigoProduto"] = product.Code?.Code,
        ["versaoProduto"] = product.Code?.Version,
        ["codigoInterno"] = product.Row.View.Partnumber,
        ["paisOrigem"] = product.Row.Origin,
        ["paisProcedencia"] = product.Row.Provenance,
        ["paisAquisicao"] = product.Row.Acquisition,
    };

    public static Dictionary<string, object?> BuildOperator(int seq, string root, ExportedMaker maker, PortalCode? code) =>
        new(StringComparer.Ordinal)
        {
            ["seq"] = seq,
            ["codigo"] = code?.Code,
            ["versao"] = code?.Version,
            ["cpfCnpjRaiz"] = root,
            ["situacao"] = WriteState(DuimpState.Ativado),
            ["nome"] = maker.Name,
            ["tin"] = maker.TaxNumber,
            ["logradouro"] = maker.Street,
            ["nomeCidade"] = maker.City,
            ["codigoSubdivisaoPais"] = maker.FullSubdivision,
            ["codigoPais"] = maker.Country,
            ["cep"] = maker.PostalCode,
            ["email"] = maker.Email,
        };

    /// <summary>The link of a product with its manufacturer; both have the codes that the Portal answered.</summary>
    public static Dictionary<string, object?> BuildLink(int seq, string root, DuimpProduct product) => new(StringComparer.Ordinal)
    {
        ["seq"] = seq,
        ["cpfCnpjRaiz"] = root,
        ["codigoOperadorEstrangeiro"] = product.OperatorCode!.Code,
        ["cpfCnpjFabricante"] = null,
        ["conhecido"] = WriteKnown(isKnown: true),
        ["codigoProduto"] = product.Code!.Code,
        ["vincular"] = true,
        ["codigoPais"] = product.Row.Maker!.Country,
    };

    /// <summary>
    /// The interface's own text says that true is an UNKNOWN manufacturer; an integrator's test has it the other way round. To be proven
    /// in the
    /// validation environment, and then changed here alone.
    /// </summary>
    private static bool WriteKnown(bool isKnown) => !isKnown;

    private static List<object> WriteParts(IReadOnlyList<PartValue> parts) =>
        [.. parts.Select(part => new { atributo = part.Attribute, valor = part.Value })];
}
