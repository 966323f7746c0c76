using System.Xml.Linq;
using Nexa.Documents.Layouts;

namespace Nexa.Documents.Xml;

/// <summary>NF-e 4.00, alone, with its protocol (nfeProc) or several in one file.</summary>
internal static class NfeReader
{
    public static ExtractedDocument ReadInvoice(XElement root)
    {
        var notes = root.FindAll("infNFe").ToList();
        var first = notes[0];
        var lines = notes.SelectMany(n => n.Elements().Where(e => e.Name.LocalName == "det")).Select(ReadLine).ToList();
        var products = notes.Sum(n => n.ReadNumber("total", "ICMSTot", "vProd"));
        var freight = lines.Sum(l => l.Total);
        return new ExtractedDocument
        {
            Layout = "nfe",
            Kind = DocumentKind.Invoice,
            Supplier = first.ReadText("emit", "xNome"),
            Buyer = first.ReadText("dest", "xNome"),
            DocumentNumber = first.ReadText("ide", "nNF"),
            Date = XmlPaths.ParseDate(first.ReadText("ide", "dhEmi") ?? first.ReadText("ide", "dEmi")),
            Currency = "BRL",
            Total = notes.Sum(n => n.ReadNumber("total", "ICMSTot", "vNF")),
            AddsUp = products is null ? null : products == freight,
            Pages = notes.Count,
            Lines = LineBuilder.Build(XmlLine.BuildItems(lines), "BRL"),
            Warnings = notes.Count > 1 ? [$"O arquivo tem {notes.Count} notas fiscais; fornecedor, número e data são os da primeira."] : [],
        };
    }

    private static XmlLine ReadLine(XElement det)
    {
        var product = det.Find("prod");
        return new XmlLine
        {
            SellerPart = product.ReadText("cProd"),
            Gtin = product.ReadText("cEAN") is { } gtin && Tables.CellKinds.IsGtin(gtin) ? gtin : null,
            Description = product.ReadText("xProd"),
            Note = det.ReadText("infAdProd"),
            Ncm = Tariff.FindDigits(product.ReadText("NCM") ?? "", 8, 8),
            ExTipi = product.ReadText("EXTIPI"),
            Quantity = product.ReadNumber("qCom"),
            UnitPrice = product.ReadNumber("vUnCom"),
            Total = product.ReadNumber("vProd"),
        };
    }
}
