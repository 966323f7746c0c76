using Nexa.Core.Catalogue;
using Nexa.Core.Exports;
using Nexa.Fiscal.Attributes;

namespace Nexa.Api.Features.Export;

/// <param name="Partnumber">Which product.</param>
/// <param name="ClassificationId">Its classification.</param>
/// <param name="Field">The field of the catalogue.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record DuimpError(string Partnumber, Guid ClassificationId, string Field, string Message)
{
    /// <summary>The part number, whose attributes and countries are kept there.</summary>
    public Guid PartId { get; init; }

    /// <summary>The manufacturer, where its particulars are meant.</summary>
    public Guid? ManufacturerId { get; init; }
}

/// <summary>A product that is exported, with all that is known of it.</summary>
/// <param name="Sheet">Null where its NCM or the table of attributes is not known.</param>
/// <param name="Code">What the Portal has answered for the product.</param>
/// <param name="OperatorCode">What the Portal has answered for the manufacturer.</param>
internal sealed record DuimpProduct(ExportRow Row, ProductSheet? Sheet, PortalCode? Code, PortalCode? OperatorCode);

/// <summary>What the catalogue's interface would refuse, and what the declaration will ask for, is said before anything is sent.</summary>
internal static class DuimpRules
{
    public static IEnumerable<DuimpError> Check(DuimpProduct product, string? objection, DuimpState state)
    {
        var (row, view, maker) = (product.Row, product.Row.View, product.Row.Maker);
        var found = new List<DuimpError>();
        void Require(bool right, string field, string message)
        {
            if (!right)
            {
                found.Add(Build(row, field, message));
            }
        }

        void RequireLength(string? value, string field) => Require(
            value is null || value.Length <= DuimpLimits.Find(field), field,
            $"O texto tem {value?.Length} caracteres; o limite é {DuimpLimits.Find(field)}.");

        Require(!row.Waiting, "situacao", "A classificação aguarda revisão.");
        Require(state is not DuimpState.Desativado || product.Code is not null, "codigo",
            "O produto ainda não tem código do Portal Único; só se desativa o que foi incluído.");
        Require(view.Ncm is { Length: 8 }, "ncm", "Falta a NCM de 8 dígitos.");
        Require(objection is null, "ncm", objection ?? "");
        Require(!string.IsNullOrWhiteSpace(view.Description), "descricao", "Falta a descrição.");
        RequireLength(view.Description, "descricao");
        RequireLength(DuimpMap.WriteDenomination(row), "denominacao");
        RequireLength(view.Partnumber, "codigosInterno");
        if (state is DuimpState.Ativado)
        {
            found.AddRange(ListMissing(product));
        }

        if (maker is null)
        {
            Require(false, "fabricante", "Falta o fabricante.");
            return found;
        }

        Require(maker.Country is { Length: 2 }, "fabricante.codigoPais",
            "Cadastre o país do fabricante (código ISO 3166-1 de duas letras).");
        Require(!string.IsNullOrWhiteSpace(maker.Street), "fabricante.logradouro", "Cadastre o logradouro do fabricante.");
        Require(!string.IsNullOrWhiteSpace(maker.City), "fabricante.nomeCidade", "Cadastre a cidade do fabricante.");
        RequireLength(maker.Name, "fabricante.nome");
        RequireLength(maker.Street, "fabricante.logradouro");
        RequireLength(maker.City, "fabricante.nomeCidade");
        RequireLength(maker.FullSubdivision, "fabricante.codigoSubdivisaoPais");
        RequireLength(maker.PostalCode, "fabricante.cep");
        RequireLength(maker.TaxNumber, "fabricante.tin");
        RequireLength(maker.Email, "fabricante.email");
        return found;
    }

    /// <summary>What the catalogue takes and a person should still look at.</summary>
    public static IEnumerable<DuimpError> FindWarnings(DuimpProduct product, DuimpState state)
    {
        var row = product.Row;
        (string Field, string? Country, string What)[] countries =
            [("paisOrigem", row.Origin, "de origem"), ("paisProcedencia", row.Provenance, "de procedência"),
                ("paisAquisicao", row.Acquisition, "de aquisição")];
        var found = countries.Where(one => one.Country is null)
            .Select(one => Build(row, one.Field, $"Falta o país {one.What} no cadastro do part number."));
        if (state is DuimpState.Rascunho)
        {
            found = found.Concat(ListMissing(product));
        }

        found = found.Concat((product.Sheet?.Dropped ?? []).Select(dropped => Build(
            row, $"atributos.{dropped.Attribute}", $"O valor gravado não será enviado: {dropped.Message}")));
        return row.Maker is { IsPrefilled: true }
            ? found.Append(Build(row, "fabricante",
                "O endereço do fabricante vem da resposta dos agentes; confira-o e grave-o no cadastro."))
            : found;
    }

    private static IEnumerable<DuimpError> ListMissing(DuimpProduct product) => (product.Sheet?.Missing ?? [])
        .Select(missing => Build(product.Row, $"atributos.{missing.Attribute}", missing.Message));

    private static DuimpError Build(ExportRow row, string field, string message) =>
        new(row.View.Partnumber, row.View.Id, field, message)
        {
            PartId = row.PartId,
            ManufacturerId = field.StartsWith("fabricante", StringComparison.Ordinal) ? row.Maker?.Id : null,
        };
}
