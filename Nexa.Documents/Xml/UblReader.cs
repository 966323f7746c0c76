using System.Xml.Linq;

namespace Nexa.Documents.Xml;

/// <summary>UBL 2: invoices (XRechnung, Peppol), credit notes, orders and despatch advices.</summary>
internal static class UblReader
{
    private static readonly string[] LineNames = ["InvoiceLine", "CreditNoteLine", "OrderLine", "DespatchLine"];

    public static ExtractedDocument Read(XElement root)
    {
        var isOrder = root.Name.LocalName is "Order" or "OrderResponse";
        var lines = root.Elements().Where(e => LineNames.Contains(e.Name.LocalName)).Select(e => ReadLine(e.Find("LineItem") ?? e)).ToList();
        var total = root.Find("LegalMonetaryTotal") ?? root.Find("AnticipatedMonetaryTotal");
        var sum = total.ReadNumber("LineExtensionAmount");
        var currency = root.ReadText("DocumentCurrencyCode");
        return new ExtractedDocument
        {
            Layout = "ubl",
            Kind = isOrder ? DocumentKind.Order : root.Name.LocalName is "DespatchAdvice" ? DocumentKind.DeliveryNote : DocumentKind.Invoice,
            Supplier = ReadParty(root.Find("AccountingSupplierParty") ?? root.Find("SellerSupplierParty") ?? root.Find("DespatchSupplierParty")),
            Buyer = ReadParty(root.Find("AccountingCustomerParty") ?? root.Find("BuyerCustomerParty") ?? root.Find("DeliveryCustomerParty")),
            DocumentNumber = root.ReadText("ID"),
            Date = XmlPaths.ParseDate(root.ReadText("IssueDate")),
            Currency = currency,
            Total = total.ReadNumber("TaxInclusiveAmount") ?? total.ReadNumber("PayableAmount"),
            AddsUp = sum is null ? null : sum == lines.Sum(l => l.Total),
            Pages = 1,
            Lines = LineBuilder.Build(XmlLine.BuildItems(lines), currency),
        };
    }

    private static string? ReadParty(XElement? role) =>
        role.ReadText("Party", "PartyLegalEntity", "RegistrationName") ?? role.ReadText("Party", "PartyName", "Name");

    private static XmlLine ReadLine(XElement line)
    {
        var item = line.Find("Item");
        var price = line.ReadNumber("Price", "PriceAmount");
        var basis = line.ReadNumber("Price", "BaseQuantity") is > 0 and var per ? per : 1;
        return new XmlLine
        {
            ManufacturerPart = item.ReadText("ManufacturersItemIdentification", "ID"),
            SellerPart = item.ReadText("SellersItemIdentification", "ID"),
            BuyerPart = item.ReadText("BuyersItemIdentification", "ID"),
            Gtin = item.ReadText("StandardItemIdentification", "ID"),
            Description = item.ReadText("Name") ?? item.ReadText("Description"),
            Note = item.ReadText("Name") is null ? null : item.ReadText("Description"),
            Manufacturer = item.ReadText("ManufacturerParty", "PartyName", "Name"),
            Origin = item.ReadText("OriginCountry", "IdentificationCode"),
            Hts = ReadTariff(item),
            Quantity = (line.Find("InvoicedQuantity") ?? line.Find("CreditedQuantity") ?? line.Find("DeliveredQuantity") ?? line.Find("Quantity")).ReadNumber(),
            UnitPrice = price / basis,
            Total = line.ReadNumber("LineExtensionAmount"),
        };
    }

    private static string? ReadTariff(XElement? item) =>
        item.FindAll("ItemClassificationCode").FirstOrDefault(c => c.Attribute("listID")?.Value is "HS" or "TARIC" or "SRV" or "CV")?.Value.Trim();
}
