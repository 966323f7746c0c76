using System.Text;
using Nexa.Documents;

namespace Nexa.Tests.Documents;

public sealed class XmlTests
{
    [Fact]
    public void A_line_of_an_Nfe_has_its_tariff_exception_barcode_and_part_number()
    {
        var read = Read("""
            <NFe xmlns="http://www.portalfiscal.inf.br/nfe"><infNFe versao="4.00"><ide><nNF>77</nNF>
            <dhEmi>2026-05-03T10:00:00-03:00</dhEmi></ide>
            <emit><xNome>DISTRIBUIDORA EXEMPLO LTDA</xNome></emit><dest><xNome>COMPRADORA SA</xNome></dest>
            <det nItem="1"><prod><cProd>00017</cProd><cEAN>7891000315507</cEAN><xProd>CAPACITOR CERAMICO 100NF</xProd><NCM>85322410</NCM>
            <EXTIPI>01</EXTIPI>
            <qCom>1000.0000</qCom><vUnCom>0.0123</vUnCom><vProd>12.30</vProd></prod><infAdProd>PN: GRM188R71H104KA93D</infAdProd></det>
            <total><ICMSTot><vProd>12.30</vProd><vNF>12.30</vNF></ICMSTot></total></infNFe></NFe>
            """);

        var line = Assert.Single(read.Lines);
        Assert.Equal(("GRM188R71H104KA93D", "00017", "7891000315507"), (line.Partnumber, line.SupplierPartnumber, line.Gtin));
        Assert.Equal(("85322410", "01"), (line.Ncm, line.ExTipi));
        Assert.Equal((1000m, 0.0123m, 12.30m), (line.Quantity, line.UnitPrice, line.LineTotal));
        Assert.Equal(("DISTRIBUIDORA EXEMPLO LTDA", "COMPRADORA SA", "77", "BRL"),
            (read.Supplier, read.Buyer, read.DocumentNumber, read.Currency));
        Assert.True(read.AddsUp);
    }

    [Fact]
    public void An_XRechnung_names_the_makers_number_and_the_price_of_its_base_quantity()
    {
        var read = Read("""
            <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>R-9</ID><IssueDate>2026-02-01</IssueDate>
            <DocumentCurrencyCode>EUR</DocumentCurrencyCode>
            <AccountingSupplierParty><Party><PartyLegalEntity><RegistrationName>Bauteile Nord GmbH</RegistrationName></PartyLegalEntity>
            </Party></AccountingSupplierParty>
            <LegalMonetaryTotal><LineExtensionAmount>19.00</LineExtensionAmount><TaxInclusiveAmount>22.61</TaxInclusiveAmount>
            </LegalMonetaryTotal>
            <InvoiceLine><ID>1</ID><InvoicedQuantity unitCode="C62">1000</InvoicedQuantity><LineExtensionAmount>19.00</LineExtensionAmount>
            <Item><Name>Kondensator</Name><BuyersItemIdentification><ID>K-1</ID></BuyersItemIdentification><SellersItemIdentification>
            <ID>4711</ID></SellersItemIdentification>
            <ManufacturersItemIdentification><ID>C0603X7R104</ID></ManufacturersItemIdentification></Item>
            <Price><PriceAmount>1.90</PriceAmount><BaseQuantity>100</BaseQuantity></Price></InvoiceLine></Invoice>
            """);

        var line = Assert.Single(read.Lines);
        Assert.Equal(("C0603X7R104", "4711", "K-1"), (line.Partnumber, line.SupplierPartnumber, line.CustomerPartnumber));
        Assert.Equal((1000m, 0.019m, 19.00m, 1.0), (line.Quantity, line.UnitPrice, line.LineTotal, line.Confidences["unit_price"]));
        Assert.Equal(("Bauteile Nord GmbH", "R-9", 22.61m), (read.Supplier, read.DocumentNumber, read.Total));
    }

    [Fact]
    public void The_extract_of_a_declaration_has_quantities_of_five_decimals_and_prices_of_seven()
    {
        var read = Read(Declaration(Addition("220", "Texas Instruments", "85423190", "000000000031500",
            ("PN: TPS54331DR CONVERSOR DC-DC", "00000100000000", "00000000000000315000"))));

        var line = Assert.Single(read.Lines);
        Assert.Equal(("TPS54331DR", "85423190", "Texas Instruments"), (line.Partnumber, line.Ncm, line.Manufacturer));
        Assert.Equal((1000m, 0.0315m, 31.50m), (line.Quantity, line.UnitPrice, line.LineTotal));
        Assert.Equal(("2600000012", "IMPORTADORA SA", 315.00m), (read.DocumentNumber, read.Buyer, read.Total));
        Assert.Equal(("USD", "USD"), (read.Currency, line.Currency));
    }

    [Fact]
    public void Amounts_of_additions_in_different_currencies_are_not_added()
    {
        var read = Read(Declaration(
            Addition("220", "Texas Instruments", "85423190", "000000000003150",
                ("PN: TPS54331DR", "00000100000000", "00000000000000315000"))
            + Addition("978", "Vishay", "85322410", "000000000001000",
                ("PN: VJ0603Y104KXACW1BC", "00000100000000", "00000000000000100000"))));

        Assert.Equal(2, read.Lines.Count);
        Assert.Equal((null, null), (read.Total, read.Currency));
        Assert.Contains(read.Warnings, warning => warning.Contains("moedas diferentes", StringComparison.Ordinal));
    }

    private static string Declaration(string additions) =>
        $"<ListaDeclaracoes><declaracaoImportacao>{additions}<dataRegistro>20260504</dataRegistro>"
        + "<importadorNome>IMPORTADORA SA</importadorNome><numeroDI>2600000012</numeroDI></declaracaoImportacao></ListaDeclaracoes>";

    private static string Addition(
        string currency, string maker, string ncm, string amount, (string Text, string Quantity, string Price) goods) =>
        $"<adicao><condicaoVendaMoedaCodigo>{currency}</condicaoVendaMoedaCodigo>"
        + $"<condicaoVendaValorMoeda>{amount}</condicaoVendaValorMoeda><dadosMercadoriaCodigoNcm>{ncm}</dadosMercadoriaCodigoNcm>"
        + $"<fabricanteNome>{maker}</fabricanteNome><mercadoria>"
        + $"<descricaoMercadoria>{goods.Text}</descricaoMercadoria><numeroSequencialItem>01</numeroSequencialItem>"
        + $"<quantidade>{goods.Quantity}</quantidade><unidadeMedida>PECA                </unidadeMedida>"
        + $"<valorUnitario>{goods.Price}</valorUnitario></mercadoria></adicao>";

    [Theory]
    [InlineData("<a><b/></a>", "unknown_xml")]
    [InlineData("<NFe><infNFe>", "damaged")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><NFe>&a;</NFe>", "damaged")]
    [InlineData("<NFe><infNFe><ide/></infNFe></NFe>", "no_lines")]
    public void Another_or_a_broken_XML_is_refused_with_a_sentence(string xml, string code)
    {
        var why = Assert.Throws<UnreadableDocumentException>(() => Read(xml));

        Assert.Equal(code, why.Code);
        Assert.EndsWith(".", why.Message, StringComparison.Ordinal);
    }

    private static ExtractedDocument Read(string xml) =>
        DocumentReader.ReadDocument(Encoding.UTF8.GetBytes(xml), new ExtractionRequest("xml"));
}
