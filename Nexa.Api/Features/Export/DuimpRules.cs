using Nexa.Core.Exports;

namespace Nexa.Api.Features.Export;

/// <param name="Partnumber">Which product.</param>
/// <param name="ClassificationId">Its classification.</param>
/// <param name="Field">The field of the catalogue.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record DuimpError(string Partnumber, Guid ClassificationId, string Field, string Message);

/// <summary>The limits of the catalogue's interface: what it would refuse is said before anything is sent.</summary>
internal static class DuimpRules
{
    public static IEnumerable<DuimpError> Check(ExportRow row, string? objection)
    {
        var (view, maker) = (row.View, row.Maker);
        var found = new List<DuimpError>();
        void Require(bool right, string field, string message)
        {
            if (!right)
            {
                found.Add(new(view.Partnumber, view.Id, field, message));
            }
        }

        void RequireLength(string? value, int most, string field) =>
            Require(value is null || value.Length <= most, field, $"O texto tem {value?.Length} caracteres; o limite é {most}.");

        Require(!row.Waiting, "situacao", "A classificação aguarda revisão.");
        Require(view.Ncm is { Length: 8 }, "ncm", "Falta a NCM de 8 dígitos.");
        Require(objection is null, "ncm", objection ?? "");
        Require(!string.IsNullOrWhiteSpace(view.Description), "descricao", "Falta a descrição.");
        RequireLength(view.Description, 3700, "descricao");
        RequireLength(DuimpMap.WriteDenomination(row), 120, "denominacao");
        RequireLength(view.Partnumber, 60, "codigosInterno");
        if (maker is null)
        {
            Require(false, "fabricante", "Falta o fabricante.");
            return found;
        }

        Require(maker.Country is { Length: 2 }, "fabricante.codigoPais",
            "Cadastre o país do fabricante (código ISO 3166-1 de duas letras).");
        Require(!string.IsNullOrWhiteSpace(maker.Street), "fabricante.logradouro", "Cadastre o logradouro do fabricante.");
        Require(!string.IsNullOrWhiteSpace(maker.City), "fabricante.nomeCidade", "Cadastre a cidade do fabricante.");
        RequireLength(maker.Name, 150, "fabricante.nome");
        RequireLength(maker.Street, 70, "fabricante.logradouro");
        RequireLength(maker.City, 35, "fabricante.nomeCidade");
        RequireLength(maker.FullSubdivision, 6, "fabricante.codigoSubdivisaoPais");
        RequireLength(maker.PostalCode, 9, "fabricante.cep");
        RequireLength(maker.TaxNumber, 35, "fabricante.tin");
        RequireLength(maker.Email, 70, "fabricante.email");
        return found;
    }
}

/// <summary>Nexa's fields as the catalogue names them: the one place that knows its spelling.</summary>
internal static class DuimpMap
{
    public static string? WriteDenomination(ExportRow row) =>
        row.ShortDescription ?? (row.View.Description is { Length: > 120 } text ? text[..120].TrimEnd() : row.View.Description);

    public static object BuildProduct(int seq, string root, ExportRow row) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["seq"] = seq,
        ["cpfCnpjRaiz"] = root,
        ["situacao"] = "Rascunho", // a person activates it, with the attributes that the NCM asks for
        ["modalidade"] = "IMPORTACAO",
        ["ncm"] = row.View.Ncm,
        ["denominacao"] = WriteDenomination(row),
        ["descricao"] = row.View.Description,
        ["codigosInterno"] = new[] { row.View.Partnumber },
        ["fabricante"] = row.Maker?.Name,
        ["paisFabricante"] = row.Maker?.Country,
    };

    /// <summary>What the declaration asks of the item beside the product: the three countries, as far as they are known.</summary>
    public static object BuildItem(int seq, ExportRow row) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["seqProduto"] = seq,
        ["codigoInterno"] = row.View.Partnumber,
        ["paisOrigem"] = row.Origin,
        ["paisProcedencia"] = row.Provenance,
        ["paisAquisicao"] = row.Acquisition,
    };

    /// <summary>What is missing from an item; the catalogue takes the product without it, the declaration does not.</summary>
    public static IEnumerable<DuimpError> FindMissing(ExportRow row)
    {
        (string Field, string? Country, string What)[] countries =
            [("paisOrigem", row.Origin, "de origem"), ("paisProcedencia", row.Provenance, "de procedência"),
                ("paisAquisicao", row.Acquisition, "de aquisição")];
        return countries.Where(one => one.Country is null)
            .Select(one =>
                new DuimpError(row.View.Partnumber, row.View.Id, one.Field, $"Falta o país {one.What} no cadastro do part number."));
    }

    public static object BuildOperator(int seq, string root, ExportedMaker maker) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["seq"] = seq,
        ["cpfCnpjRaiz"] = root,
        ["situacao"] = "Rascunho",
        ["nome"] = maker.Name,
        ["tin"] = maker.TaxNumber,
        ["logradouro"] = maker.Street,
        ["nomeCidade"] = maker.City,
        ["codigoSubdivisaoPais"] = maker.FullSubdivision,
        ["codigoPais"] = maker.Country,
        ["cep"] = maker.PostalCode,
        ["email"] = maker.Email,
    };
}
