using System.Collections.Frozen;

namespace Nexa.Api.Features.Export;

/// <summary>
/// The sizes that the interface of the Catálogo de Produtos takes. Where its descriptions differ the smaller one stands, until it is
/// proven in
/// the validation environment.
/// </summary>
internal static class DuimpLimits
{
    /// <summary>Elements of a list, so that <c>seq</c> has at most three digits.</summary>
    public const int MostOfLot = 100;

    /// <summary>Older texts: 120.</summary>
    public const int Denomination = 100;

    private static readonly FrozenDictionary<string, int> Lengths = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["descricao"] = 3700,
        ["denominacao"] = Denomination,
        ["codigosInterno"] = 60,
        ["fabricante.nome"] = 70, // older texts: 150
        ["fabricante.logradouro"] = 70,
        ["fabricante.nomeCidade"] = 35,
        ["fabricante.codigoSubdivisaoPais"] = 6,
        ["fabricante.cep"] = 9,
        ["fabricante.tin"] = 35,
        ["fabricante.email"] = 70,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static int Find(string field) => Lengths[field];
}
