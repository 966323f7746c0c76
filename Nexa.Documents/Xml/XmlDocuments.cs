using System.Xml;
using System.Xml.Linq;

namespace Nexa.Documents.Xml;

/// <summary>Electronic documents whose lines need no guessing: NF-e, DI, UBL and XRechnung, CII and Factur-X.</summary>
internal static class XmlDocuments
{
    /// <summary>An NF-e has at most 990 items and 500 KB; invoices of thousands of lines stay far below.</summary>
    private const long MostCharacters = 50L << 20;

    public static ExtractedDocument ReadDocument(byte[] content, string? supplier)
    {
        var root = Parse(content) ?? throw new UnreadableDocumentException("damaged", "O XML está danificado e não pode ser lido.");
        var document = ReadDocument(root) ?? throw new UnreadableDocumentException(
            "unknown_xml", "O XML não é NF-e, DI, UBL, XRechnung, ZUGFeRD nem Factur-X.");
        return document.Lines.Count == 0 ? throw new UnreadableDocumentException("no_lines", "O XML não tem itens.")
            : document with { Supplier = document.Supplier ?? supplier };
    }

    /// <summary>A file in a PDF is read where it is one of these documents; null for any other.</summary>
    public static ExtractedDocument? TryReadDocument(ReadOnlyMemory<byte> content) =>
        Parse(content.ToArray()) is { } root && ReadDocument(root) is { Lines.Count: > 0 } document ? document : null;

    private static ExtractedDocument? ReadDocument(XElement root) => root.Name.LocalName switch
    {
        "CrossIndustryInvoice" or "CrossIndustryDocument" or "SCRDMCCBDACIOMessageStructure" => CiiReader.ReadInvoice(root),
        "Invoice" or "CreditNote" or "Order" or "OrderResponse" or "DespatchAdvice" => UblReader.ReadDocument(root),
        "ListaDeclaracoes" or "declaracaoImportacao" => DiReader.ReadDeclaration(root),
        _ => root.FindAll("infNFe").Any() ? NfeReader.ReadInvoice(root) : null,
    };

    private static XElement? Parse(byte[] content)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null,
                MaxCharactersInDocument = MostCharacters };
            using var reader = XmlReader.Create(new MemoryStream(content), settings);
            return XDocument.Load(reader).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
