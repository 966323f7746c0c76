using System.Text;
using Nexa.Documents;
using Nexa.Documents.Heads;
using static Nexa.Tests.Documents.Generator.PrintedLines;

namespace Nexa.Tests.Documents;

/// <summary>Who sells, who buys and what the document is called, in heads of other producers.</summary>
public sealed class HeadTests
{
    private static readonly string[] Table = ["30 MPN|160 Description|>330 Qty|>400 Price", "30 AB1204-7|160 Relay|>330 10|>400 1.50"];

    [Theory]
    [InlineData("KOPIE FACTUUR")]
    [InlineData("Stückliste")]
    [InlineData("Company Code")]
    [InlineData("ORIGINAL")]
    [InlineData("Material")]
    [InlineData("do Produto")]
    [InlineData("LTD -(Noida)")]
    public void A_title_a_label_or_the_end_of_a_name_is_no_party(string words)
    {
        var read = Read([words], Table);

        Assert.Null(read.Supplier);
        Assert.Null(read.Buyer);
    }

    [Theory]
    [InlineData("30 Fornecedor: 004512-01 ELETRÔNICA PAMPA COMERCIAL LTDA", "ELETRÔNICA PAMPA COMERCIAL LTDA")]
    [InlineData("30 Supplier (BP)|160 10000001 - ABC Components Pvt Ltd", "ABC Components Pvt Ltd")]
    public void A_party_stands_behind_its_code_in_the_issuers_system(string line, string name) =>
        Assert.Equal(name, Read(["PURCHASE ORDER", "PO No: 4711"], ["", line, "", .. Table]).Supplier);

    [Theory]
    [InlineData("NORTHERN LIGHTS CO., LTD")]
    [InlineData("Automatismos del Ebro S.A.")]
    [InlineData("circle parts b.v.")]
    [InlineData("FERRAMENTAS DO SUL INDÚSTRIA")]
    public void A_company_is_known_by_its_form_however_that_is_written(string name)
    {
        var read = Read(["INVOICE", "Some words of a greeting", name, "Invoice No: INV-77"], Table);

        Assert.Equal(name, read.Supplier);
        Assert.True(read.Confidences["supplier"] > 0.7);
    }

    [Theory]
    [InlineData("Store Brasil Ltda")]
    [InlineData("Reference Electronics Inc.")]
    [InlineData("Material Elétrico Paulista Ltda")]
    [InlineData("Total Componentes S.A.")]
    [InlineData("u-blox AG")]
    [InlineData("element14 Pte. Ltd")]
    [InlineData("u-blox")]
    [InlineData("iC-Haus Vertrieb")]
    [InlineData("Elektronik Weber AG (Zürich)")]
    [InlineData("STMicroelectronics NV - Schiphol")]
    public void A_name_may_begin_with_a_labels_word_or_a_small_letter(string name) =>
        Assert.Equal(name, Read(["INVOICE", "Supplier: " + name], Table).Supplier);

    [Theory]
    [InlineData("Store", false)]
    [InlineData("Reference 4711", false)]
    [InlineData("Material number", false)]
    [InlineData("DELIVER AS SOON AS POSSIBLE", false)]
    [InlineData("SE 10 VOLTAR", false)]
    [InlineData("VALORES NV NA ENTREGA", false)]
    [InlineData("Please ship as agreed", false)]
    [InlineData("PESO 10 KG LIQUIDO", false)]
    [InlineData("Skoda Elektro a.s.", true)]
    [InlineData("AG 1204 relays", false)]
    [InlineData("Ampere Kraft SE", true)]
    [InlineData("Ferreira Filho ME", true)]
    [InlineData("Elkem AS, Oslo", true)]
    public void Company_forms_that_are_also_words_count_at_the_end_of_a_name(string text, bool isCompany) =>
        Assert.Equal(isCompany, CompanyName.IsCompany(text));

    [Theory]
    [InlineData("Spett.le")]
    [InlineData("Firma")]
    public void An_order_is_addressed_to_its_seller(string salutation)
    {
        var read = Read(["Officine Brenta S.r.l.", "ORDINE A FORNITORE N. 412/2026 del 18/02/2026"],
            ["", "30 " + salutation, "30 ELETTRO FORNITURE S.p.A.", "30 Via Emilia 44", "", .. Table]);

        Assert.Equal((DocumentKind.Order, "ELETTRO FORNITURE S.p.A.", "Officine Brenta S.r.l.", "412/2026"),
            (read.Kind, read.Supplier, read.Buyer, read.DocumentNumber));
    }

    [Theory]
    [InlineData("Standard Purchase Order", DocumentKind.Order)]
    [InlineData("Copy of Invoice", DocumentKind.Invoice)]
    [InlineData("Faktura", DocumentKind.Invoice)]
    public void A_title_may_begin_with_what_sort_it_is(string title, object kind) =>
    Assert.Equal((DocumentKind)kind, Read([title], Table).Kind);

    [Fact]
    public void The_header_of_a_column_of_order_numbers_is_no_label_of_the_documents_number() =>
        Assert.Null(Read(["Boreal Components Ltd"], "30 Herstellerbezeichnung|160 Bezeichnung|300 Bestellnummer|>400 Menge",
            "30 AB1204-7|160 Relais|300 80-AB12047|>400 10").DocumentNumber);

    [Fact]
    public void A_name_goes_on_where_the_companys_form_stands_alone_below_it() =>
        Assert.Equal("Shakti Electro Components Pvt. Ltd.",
            Read(["TAX INVOICE", "Shakti Electro Components Pvt.", "Ltd.", "Invoice No: INV-77"], Table).Supplier);

    [Fact]
    public void Numbers_of_a_party_above_its_name_in_an_XML_are_none_of_the_name()
    {
        var read = DocumentReader.ReadDocument(Encoding.UTF8.GetBytes("""
            <CrossIndustryInvoice>
            <ExchangedDocument><ID>R-1</ID><IssueDateTime><DateTimeString>202602051030</DateTimeString></IssueDateTime>
            </ExchangedDocument><SellerTradeParty><Name>GLN 4399900000005
            Lief-Nr: 549910
            Bauteile Nord GmbH</Name></SellerTradeParty><IncludedSupplyChainTradeLineItem><SpecifiedTradeProduct>
            <SellerAssignedID>ZS997</SellerAssignedID><Name>Relais</Name></SpecifiedTradeProduct>
            <NetPriceProductTradePrice><ChargeAmount>4.10</ChargeAmount></NetPriceProductTradePrice>
            <BilledQuantity>20</BilledQuantity><LineTotalAmount>82.00</LineTotalAmount></IncludedSupplyChainTradeLineItem>
            </CrossIndustryInvoice>
            """), new ExtractionRequest("xml"));

        Assert.Equal(("Bauteile Nord GmbH", new DateOnly(2026, 2, 5)), (read.Supplier, read.Date));
        Assert.Equal(4.10m, Assert.Single(read.Lines).UnitPrice);
    }
}
