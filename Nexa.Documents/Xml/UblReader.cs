using System.Xml.Linq;

namespace Nexa.Documents.Xml;

/// <summary>UBL 2: invoices (XRechnung, Peppol), credit notes, orders and despatch advices.</summary>
internal static class UblReader
{
    private static readonly string[] LineNames = ["InvoiceLine", "CreditNoteLine", "OrderLine", "DespatchLine"];

    public static ExtractedDocument ReadDocument(XElement root)
    {
        var isOrder = root.Name.LocalName is "Order" or "OrderResponse";
        var lines = root.Elements().Where(e => LineNames.Contains(e.Name.LocalName)).Select(e => ReadLine(e.Find("LineItem") ?? e))
            .ToList();
        var notes = lines.RemoveAll(l => l is { Quantity: null or 0, Total: null or 0 }); // Headings and texts between items are not lines.
        var total = root.Find("LegalMonetaryTotal") ?? root.Find("AnticipatedMonetaryTotal");
        var sum = total.ReadNumber("LineExtensionAmount");
        var currency = root.ReadText("DocumentCurrencyCode");
        return new ExtractedDocument
        {
            Layout = "ubl",
            Kind = isOrder ? DocumentKind.Order : root.Name.LocalName is "DespatchAdvice" ? DocumentKind.DeliveryNote
                : DocumentKind.Invoice,
            Supplier = ReadParty(root.Find("AccountingSupplierParty") ?? root.Find("SellerSupplierParty")
                ?? root.Find("DespatchSupplierParty")),
            Buyer = ReadParty(root.Find("AccountingCustomerParty") ?? root.Find("BuyerCustomerParty")
                ?? root.Find("DeliveryCustomerParty")),
            DocumentNumber = root.ReadText("ID"),
            Date = XmlPaths.ParseDate(root.ReadText("IssueDate")),
            Currency = currency,
            Total = total.ReadNumber("TaxInclusiveAmount") ?? total.ReadNumber("PayableAmount"),
            AddsUp = sum is null ? null : sum == lines.Sum(l => l.Total),
            Pages = 1,
            Lines = LineBuilder.Build(XmlLine.BuildItems(lines), currency),
            LeftOut = notes > 0 ? [new("Linhas de texto, sem quantidade nem valor.", null, notes)] : [],
        };
    }

    private static string? ReadParty(XElement? role) =>
        role.ReadText("Party", "PartyLegalEntity", "RegistrationName") ?? role.ReadText("Party", "PartyName", "Name");

    private static XmlLine ReadLine(XElement line)
    {
        var item = line.Find("Item");
        var quantity = (line.Find("InvoicedQuantity") ?? line.Find("CreditedQuantity") ?? line.Find("DeliveredQuantity")
            ?? line.Find("Quantity")).ReadNumber();
        var total = line.ReadNumber("LineExtensionAmount");
        var price = line.ReadNumber("Price", "AllowanceCharge", "BaseAmount") ?? line.ReadNumber("Price", "PriceAmount");
        // Some programs repeat the quantity in BaseQuantity.
        var basis = line.ReadNumber("Price", "BaseQuantity") is > 0 and var per && quantity * price != total ? per : 1;
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
            Quantity = quantity,
            UnitPrice = price / basis,
            Total = total,
        };
    }

    private static string? ReadTariff(XElement? item) =>
        item.FindAll("ItemClassificationCode")
        .FirstOrDefault(c => c.Attribute("listID")?.Value is "HS" or "TARIC" or "SRV" or "CV")?.Value.Trim();
}
