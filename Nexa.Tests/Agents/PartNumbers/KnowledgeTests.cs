using Nexa.Agents.PartNumbers;

namespace Nexa.Tests.Agents.PartNumbers;

public sealed class KnowledgeTests(DecoderFixture fixture) : IClassFixture<DecoderFixture>
{
    private readonly ManufacturerTable manufacturers = ManufacturerTable.Load();

    [Fact]
    public void Scheme_ids_are_unique() =>
        Assert.Equal(fixture.Decoder.Schemes.Count,
        fixture.Decoder.Schemes.Select(scheme => scheme.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Every_scheme_names_a_known_manufacturer_and_family()
    {
        var families = FamilyTable.Load();

        Assert.Empty(fixture.Decoder.Schemes.Where(scheme => scheme.Manufacturer is { } id
            && manufacturers.FindById(id) is null).Select(scheme => $"{scheme.Id}: {scheme.Manufacturer}"));
        Assert.Empty(fixture.Decoder.Schemes.Where(scheme => !families.HasFamily(scheme.Family)).Select(scheme =>
            $"{scheme.Id}: {scheme.Family}"));
    }

    [Fact]
    public void Every_scheme_begins_with_something_fixed() =>
        Assert.Empty(fixture.Decoder.Schemes.Where(scheme => PatternPrefixes.ListPrefixes(scheme.Expression).Contains("")).Select(scheme =>
        scheme.Id));

    [Theory]
    [InlineData("muRata", "murata")]
    [InlineData("Murata Manufacturing Co., Ltd.", "murata")]
    [InlineData("TEXAS INSTRUMENTS INC.", "ti")]
    [InlineData("Vishay Dale", "vishay")]
    [InlineData("International Rectifier", "infineon")]
    [InlineData("Infineon Technologies Austria AG", "infineon")]
    [InlineData("Würth Elektronik eiSos GmbH & Co. KG", "wurth")]
    [InlineData("WURTH ELEKTRONIK", "wurth")]
    public void Manufacturer_is_found_by_the_names_that_orders_use(string name, string id) =>
        Assert.Equal(id, manufacturers.Find(name)?.Id);

    [Fact]
    public void Unknown_manufacturer_is_not_guessed() => Assert.Null(manufacturers.Find("Nobody Knows Electronics"));

    [Fact]
    public void Manufacturers_carry_a_source_and_a_valid_country()
    {
        Assert.True(manufacturers.All.Count >= 150);
        Assert.All(manufacturers.All, manufacturer => Assert.False(string.IsNullOrWhiteSpace(manufacturer.Source), manufacturer.Id));
        Assert.All(manufacturers.All, manufacturer =>
            Assert.True(manufacturer.Country is null
            || new System.Globalization.RegionInfo(manufacturer.Country).TwoLetterISORegionName == manufacturer.Country, manufacturer.Id));
        Assert.All(manufacturers.All, manufacturer =>
            Assert.True(manufacturer.Address is null || manufacturer is { City: not null, Country: not null }, manufacturer.Id));
    }

    [Fact]
    public void No_name_belongs_to_two_manufacturers()
    {
        foreach (var manufacturer in manufacturers.All)
        {
            Assert.All(manufacturer.Aliases.Append(manufacturer.Name), name => Assert.Equal(manufacturer.Id, manufacturers.Find(name)?.Id));
        }
    }
}
