using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Fiscal.Attributes;

[JsonConverter(typeof(JsonStringEnumConverter<AttributeForm>))]
public enum AttributeForm
{
    Text,
    Boolean,
    WholeNumber,
    RealNumber,
    Date,
    DateTime,
    List,

    /// <summary>The values stand in another system's table, not in the file.</summary>
    DynamicList,
    Composite,

    /// <summary>A form that the file names and Nexa does not know.</summary>
    Other,
}

/// <summary>A value of a list; codes keep their leading zeros.</summary>
public sealed record DomainValue(string Code, string Text);

/// <summary>An attribute of the Catálogo de Produtos as the official file defines it.</summary>
/// <param name="Code">ATT_n.</param>
/// <param name="Name">The name that is shown to people.</param>
/// <param name="Form">How it is filled in.</param>
/// <param name="FormName">The form as the file writes it.</param>
public sealed record ProductAttribute(string Code, string Name, AttributeForm Form, string FormName)
{
    public string? Definition { get; init; }

    /// <summary>How it is to be filled in, for the person who does.</summary>
    public string? Guidance { get; init; }
    public int? Length { get; init; }
    public int? Decimals { get; init; }
    public string? Mask { get; init; }
    public bool Multivalued { get; init; }

    /// <summary>Of a part of a composite attribute.</summary>
    public bool Obligatory { get; init; }
    public DateOnly From { get; init; } = DateOnly.MinValue;
    public DateOnly To { get; init; } = NcmNode.Open;
    public IReadOnlyList<DomainValue> Domain { get; init; } = [];

    /// <summary>"Produto", "Tratamento administrativo", "Duimp", "LPCO"; none counts as the product's.</summary>
    public IReadOnlyList<string> Objectives { get; init; } = [];

    /// <summary>The agencies that ask for it.</summary>
    public IReadOnlyList<string> Agencies { get; init; } = [];
    public IReadOnlyList<ConditionalAttribute> Conditionals { get; init; } = [];
    public IReadOnlyList<ProductAttribute> Parts { get; init; } = [];

    [JsonIgnore]
    public bool IsOfProduct => Objectives.Count == 0 || Objectives.Any(one => one.Contains("produto", StringComparison.OrdinalIgnoreCase));

    /// <summary>An agency examines the import: it may need an LPCO.</summary>
    [JsonIgnore]
    public bool IsOfAgency => Objectives.Any(one => one.Contains("administrativo", StringComparison.OrdinalIgnoreCase)
        || one.Contains("LPCO", StringComparison.OrdinalIgnoreCase));

    public string WriteJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static ProductAttribute ReadJson(string json) => JsonSerializer.Deserialize<ProductAttribute>(json, JsonSerializerOptions.Web)!;
}

/// <summary>An attribute that applies while another one has a certain value.</summary>
/// <param name="Text">The condition as the file writes it for people.</param>
/// <param name="When">Null where the file gives none that can be read: then nobody can tell whether it holds.</param>
public sealed record ConditionalAttribute(
    bool Obligatory, bool Multivalued, string? Text, AttributeCondition? When, ProductAttribute Attribute, DateOnly From, DateOnly To);

/// <summary>An attribute of a code, or of all codes that begin so, while it holds.</summary>
/// <param name="Ncm">2 to 8 digits.</param>
/// <param name="Attribute">Its code.</param>
/// <param name="Direction">Importação or Exportação, as the file writes it.</param>
public sealed record AttributeLink(
    string Ncm, string Attribute, string Direction, bool Obligatory, bool Multivalued, DateOnly From, DateOnly To)
{
    public bool InForce(DateOnly on) => From <= on && on <= To;

    public bool IsOfImport => Direction.Length == 0 || !Direction.StartsWith("Exp", StringComparison.OrdinalIgnoreCase);
}
