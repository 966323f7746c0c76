using System.Xml.Linq;
using Nexa.Documents.Heads;

namespace Nexa.Documents.Xml;

/// <summary>UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung and Order-X.</summary>
internal static class CiiReader
{
    public static ExtractedDocument ReadInvoice(XElement root)
    {
        var lines = root.FindAll("IncludedSupplyChainTradeLineItem").Where(l => l.FindAll("SpecifiedTradeProduct").Any()).Select(ReadLine)
            .Where(l => l.Total is not null || l.Quantity is not null).ToList();
        var head = root.FindAll("ExchangedDocument").Concat(root.FindAll("HeaderExchangedDocument")).FirstOrDefault();
        var sums = root.FindAll("SpecifiedTradeSettlementHeaderMonetarySummation")
            .Concat(root.FindAll("SpecifiedTradeSettlementMonetarySummation")).FirstOrDefault();
        var currency = root.FindAll("InvoiceCurrencyCode").Concat(root.FindAll("OrderCurrencyCode")).FirstOrDefault()?.Value.Trim();
        var sum = sums.ReadNumber("LineTotalAmount");
        return new ExtractedDocument
        {
            Layout = "cii",
            Kind = root.Name.LocalName.StartsWith("SCRDM", StringComparison.Ordinal) ? DocumentKind.Order : DocumentKind.Invoice,
            Supplier = ReadParty(root, "SellerTradeParty"),
            Buyer = ReadParty(root, "BuyerTradeParty"),
            DocumentNumber = head.ReadText("ID"),
            Date = XmlPaths.ParseDate(head.ReadText("IssueDateTime", "DateTimeString")),
            Currency = currency,
            Total = sums.ReadNumber("GrandTotalAmount"),
            AddsUp = sum is null ? null : sum == lines.Sum(l => l.Total),
            Pages = 1,
            Lines = LineBuilder.Build(XmlLine.BuildItems(lines), currency),
        };
    }

    /// <summary>Some programs put the party's numbers on lines above its name.</summary>
    private static string? ReadParty(XElement root, string role) =>
        root.FindAll(role).FirstOrDefault().ReadText("Name") is { } name ? CompanyName.ChooseLine(name) : null;

    private static XmlLine ReadLine(XElement line)
    {
        var product = line.FindAll("SpecifiedTradeProduct").First();
        var price = line.FindAll("GrossPriceProductTradePrice").FirstOrDefault()
            ?? line.FindAll("NetPriceProductTradePrice").FirstOrDefault();
        var basis = price.ReadNumber("BasisQuantity") is > 0 and var per ? per : 1;
        var quantity = line.FindAll("BilledQuantity").Concat(line.FindAll("RequestedQuantity")).FirstOrDefault();
        return new XmlLine
        {
            ManufacturerPart = product.ReadText("ManufacturerAssignedID") ?? product.ReadText("IndustryAssignedID"),
            SellerPart = product.ReadText("SellerAssignedID"),
            BuyerPart = product.ReadText("BuyerAssignedID"),
            Gtin = product.ReadText("GlobalID"),
            Description = product.ReadText("Name") ?? product.ReadText("Description"),
            Note = product.ReadText("Name") is null ? null : product.ReadText("Description"),
            Manufacturer = product.ReadText("BrandName"),
            Origin = product.ReadText("OriginTradeCountry", "ID"),
            Hts = product.FindAll("ClassCode").FirstOrDefault(c => c.Attribute("listID")?.Value is "HS" or "TARIC")?.Value.Trim(),
            Quantity = quantity.ReadNumber(),
            UnitPrice = price.ReadNumber("ChargeAmount") / basis,
            Total = line.FindAll("LineTotalAmount").FirstOrDefault().ReadNumber(),
        };
    }
}
