using System.Text.Json;
using Nexa.Documents.Numbers;
using Nexa.Documents.Tables;
using Nexa.Documents.Words;

namespace Nexa.Tests.Documents;

/// <summary>The words that are data: lists that patterns are put together from, and headers in the languages of suppliers.</summary>
public sealed class WordListTests
{
    [Fact]
    public void Of_two_words_that_fit_the_longest_is_taken()
    {
        var orders = WordLists.ComposePattern("{title_order}");

        foreach (var (text, word) in new[] { ("Ordine di acquisto 12", "Ordine di acquisto"), ("pedido de compras", "pedido de compras"),
            ("PO 7", "PO") })
        {
            Assert.Equal(word, orders.Match(text).Value);
        }
    }

    [Fact]
    public void No_list_has_a_word_that_a_shorter_one_of_it_hides()
    {
        using var lists = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Nexa.Documents/Words/words.json")));

        Assert.All(lists.RootElement.EnumerateObject().Select(list => list.Name), name =>
        {
            var pattern = WordLists.ComposePattern("{" + name + "}");
            Assert.All(WordLists.GetWords(name).Where(word => !word.Contains('*', StringComparison.Ordinal)),
                word => Assert.Equal(word, pattern.Match(word).Value));
        });
    }

    [Theory]
    [InlineData("Cikkszám", "Megnevezés", "Mennyiség", "Egységár")]
    [InlineData("Hersteller-Teilenr.", "Bezeichnung", "Menge", "Einzelpreis")]
    [InlineData("Référence fabricant", "Désignation", "Qté", "Prix unitaire")]
    [InlineData("Codice", "Descrizione", "Quantità", "Prezzo unitario")]
    [InlineData("Kod towaru", "Nazwa towaru lub usługi", "Ilość", "Cena netto")]
    [InlineData("Artikelnr", "Benämning", "Antal", "À-pris")]
    [InlineData("Varenr.", "Beskrivelse", "Antal", "Enhedspris")]
    [InlineData("Tuotekoodi", "Nimike", "Määrä", "Yksikköhinta")]
    [InlineData("Ürün Kodu", "Açıklama", "Miktar", "Birim Fiyat")]
    [InlineData("Cod produs", "Denumire", "Cantitate", "Preț unitar")]
    [InlineData("Kód", "Název", "Množství", "Cena za jednotku")]
    [InlineData("Tootekood", "Toote nimetus", "Kogus", "Hind")]
    [InlineData("Artikelcode", "Omschrijving", "Aantal", "Prijs")]
    [InlineData("Código do fabricante", "Descrição", "Qtde", "Preço unitário")]
    [InlineData("Ref. fabricante", "Descripción", "Cantidad", "Precio unitario")]
    public void Headers_are_known_in_the_languages_of_suppliers(params string[] headers)
    {
        var fields = headers.Select(HeaderTerms.MatchCell).ToArray();

        Assert.Contains(fields[0], new[] { Field.Code, Field.MfrPart });
        Assert.Equal([Field.Description, Field.Quantity, Field.UnitPrice], fields[1..]);
    }

    [Theory]
    [InlineData(",", "Menge", "Preis pro Stück")]
    [InlineData(",", "Quantité", "Montant HT")]
    [InlineData(",", "Qtde", "Vlr. Total")]
    [InlineData(".", "Qty", "Unit Price")]
    [InlineData("\0", "Ilość", "Cena")]
    public void The_language_of_the_headers_says_which_decimal_point_numbers_have(string point, params string[] headers) =>
        Assert.Equal(point[0], Languages.FindDecimalPoint(headers));

    [Theory]
    [InlineData("12,50 / Tausend", 1000)]
    [InlineData("Preço por milheiro", 1000)]
    [InlineData("Precio por millar", 1000)]
    [InlineData("prix par millier", 1000)]
    [InlineData("prezzo per migliaio", 1000)]
    [InlineData("preço por milhar", 1000)]
    [InlineData("por milhão", null)]
    public void A_price_per_thousand_is_known_in_many_languages(string text, int? basis) =>
        Assert.Equal((decimal?)basis, PriceBasis.FindIn(text));

    [Theory]
    [InlineData("5 milheiros", 5000)]
    [InlineData("2,5 Tausend", 2500)]
    [InlineData("3 millares", 3000)]
    public void Quantities_are_written_in_thousands(string text, int quantity) => Assert.Equal(quantity, QuantityText.Parse(text));
}
