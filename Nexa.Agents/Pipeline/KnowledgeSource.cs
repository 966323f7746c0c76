namespace Nexa.Agents.Pipeline;

/// <summary>What an answer rests on; the confidence is calibrated for each apart.</summary>
internal enum KnowledgeSource
{
    /// <summary>The part number alone.</summary>
    Number,

    /// <summary>The part number and the text, which agree.</summary>
    NumberAndText,

    /// <summary>The text alone.</summary>
    Text,

    /// <summary>Words searched in the nomenclature, or what the maker mostly makes.</summary>
    Words,
}
