using Nexa.Core.Catalogue;

namespace Nexa.Tests.Catalogue;

public sealed class MakerAddressTests
{
    [Theory]
    [InlineData("3M Center, St. Paul, MN 55144", "US", null, "3M Center|St. Paul|MN|55144|US")]
    [InlineData("1595 Wynkoop Street, Suite 800, Denver, CO 80202", "US", "Denver", "1595 Wynkoop Street, Suite 800|Denver|CO|80202|US")]
    [InlineData("Affolternstrasse 44, 8050 Zürich", "CH", null, "Affolternstrasse 44|Zürich||8050|CH")]
    [InlineData("High Tech Campus 60, 5656 AG Eindhoven, Países Baixos", "NL", null, "High Tech Campus 60|Eindhoven||5656 AG|NL")]
    [InlineData("194 Science Park, Milton Road, Cambridge CB4 0AB", "GB", null, "194 Science Park, Milton Road|Cambridge||CB4 0AB|GB")]
    [InlineData("5-6-4 Osaki, Shinagawa-ku, Tokyo 141-8605", "Japão", null, "5-6-4 Osaki, Shinagawa-ku|Tokyo||141-8605|JP")]
    [InlineData("491 Oka, Kaminaka-cho, Anan-shi, Tokushima 774-8601", "JP", null, "491 Oka, Kaminaka-cho|Anan-shi||774-8601|JP")]
    [InlineData("491 Oka, Kaminaka-cho, Anan-shi, Tokushima 774-8601", "JP", "Anan", "491 Oka, Kaminaka-cho|Anan||774-8601|JP")]
    [InlineData("10-1 Nishi, Ibi-gun, Gifu 501-0603", "JP", null, "10-1 Nishi, Ibi-gun|||501-0603|JP")]
    [InlineData("Maeyeong-ro 150, Gyeonggi-do 16674", "KR", null, "Maeyeong-ro 150|||16674|KR")]
    [InlineData("No. 8, Li-Hsin Road, Hsinchu", "TW", null, "No. 8, Li-Hsin Road, Hsinchu||||TW")]
    [InlineData("Fábrica 3", "Atlantis", null, "Fábrica 3||||")]
    [InlineData(null, "DE", "Minden", "|Minden|||DE")]
    public void An_address_in_one_line_is_taken_apart_as_far_as_it_is_sure(string? line, string country, string? city, string parts)
    {
        var read = MakerAddress.ReadLine(line, country, city);
        Assert.Equal(parts, $"{read.Street}|{read.City}|{read.Subdivision}|{read.PostalCode}|{read.Country}");
    }
}
