namespace Nexa.Web.Results;

/// <summary>Names of facts as an analyst reads them; agents of others may send names that are not here.</summary>
internal static class FactNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["product"] = "Produto", ["mounting"] = "Montagem", ["package"] = "Encapsulamento", ["dielectric"] = "Dielétrico",
        ["capacitance"] = "Capacitância", ["tolerance"] = "Tolerância", ["voltage"] = "Tensão", ["resistance"] = "Resistência",
        ["inductance"] = "Indutância", ["frequency"] = "Frequência", ["power"] = "Potência", ["current"] = "Corrente", ["color"] = "Cor",
        ["packing"] = "Embalagem", ["polarity"] = "Polaridade", ["memory_type"] = "Tipo de memória", ["capacity"] = "Capacidade",
        ["core"] = "Núcleo", ["function"] = "Função", ["size"] = "Dimensão", ["material"] = "Material", ["fabricante"] = "Fabricante",
        ["endereco"] = "Endereço", ["pais"] = "País", ["ncm"] = "NCM", ["exception"] = "Ex da TIPI",
    };

    public static string Find(string field) => Names.GetValueOrDefault(field, field.Replace('_', ' '));
}
