using Nexa.Client;
using Nexa.Web.Results;
using Nexa.Web.Session;

namespace Nexa.Web.Tests;

/// <summary>What the console says in its own words.</summary>
public sealed class SentencesTests
{
    [Theory]
    [InlineData(404, "Not Found", "Não encontrado")]
    [InlineData(403, "Forbidden", "Seu perfil não permite")]
    [InlineData(429, "Too Many Requests", "Muitas solicitações")]
    [InlineData(502, "Bad Gateway", "não respondeu")]
    [InlineData(418, "I'm a teapot", "não aceitou")]
    public void A_refusal_without_a_sentence_is_told_in_Portuguese(int status, string title, string expected)
    {
        var said = Refusals.Describe(new NexaProblemException(status, new ProblemDetails { Title = title }));

        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain(title, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Nexas_own_sentence_is_told_as_it_is() => Assert.Equal("Este item não está mais aberto.",
        Refusals.Describe(new NexaProblemException(409, new ProblemDetails { Title = "Conflict", Detail = "Este item não está mais aberto." })));

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(503, "x", true)]
    [InlineData(429, "x", true)]
    [InlineData(404, "x", false)]
    [InlineData(409, "x", false)]
    [InlineData(403, "x", false)]
    public void No_answer_is_told_from_a_refusal(int status, string? refusal, bool isAway) =>
        Assert.Equal(isAway, new Answer<string>(null, status, refusal).IsAway);

    [Fact]
    public async Task A_form_survives_an_answer_that_is_not_Nexas() => Assert.Equal(Refusals.Away,
        await Refusals.FindAsync(() => throw new UnexpectedAnswerException("?", 200, "<html>", new Dictionary<string, IEnumerable<string>>(), null)));

    [Theory]
    [InlineData("0,02", 0.02)]
    [InlineData("1.234,5", 1234.5)]
    [InlineData(" 1.000 ", 1000.0)]
    [InlineData("1000", 1000.0)]
    [InlineData(",5", 0.5)]
    [InlineData("0.02", null)]
    [InlineData("1.5", null)]
    [InlineData("0.500", null)]
    [InlineData("1.0000", null)]
    [InlineData("12.34.567", null)]
    [InlineData("1,234.5", null)]
    public void A_dot_groups_three_digits_and_is_no_comma(string typed, double? expected)
    {
        Assert.Equal(expected is not null, Words.TryParseQuantity(typed, out var amount));
        Assert.Equal((decimal?)expected, amount);
    }

    [Theory]
    [InlineData("mounting", "smd", "Montagem", "em superfície (SMD)")]
    [InlineData("power_w", "0.1", "Potência", "0,1 W")]
    [InlineData("packing", "reel 180mm", "Embalagem", "carretel de 180 mm")]
    [InlineData("packing", "reel 7 inch", "Embalagem", "carretel de 7 polegadas")]
    [InlineData("tolerance", "0.5 %", "Tolerância", "0,5%")]
    [InlineData("technology", "thick film", "Tecnologia", "filme espesso")]
    [InlineData("technology", "wirewound", "Tecnologia", "fio enrolado")]
    [InlineData("power_class", "high", "Classe de potência", "alta")]
    [InlineData("polarity", "n", "Polaridade", "canal N")]
    [InlineData("current_a", "até 3", "Corrente", "até 3 A")]
    [InlineData("ncm", "8532.24.10", "NCM", "8532.24.10")]
    [InlineData("capacitance", "33 pF", "Capacitância", "33 pF")]
    [InlineData("own_fact", "n", "own fact", "n")]
    public void A_fact_is_told_in_Portuguese(string field, string value, string name, string expected) =>
        Assert.Equal((name, expected), (FactNames.Find(field), FactNames.DescribeValue(field, value)));

    [Theory]
    [InlineData("1/12/2026", 12, 1)]
    [InlineData("05022026", 2, 5)]
    [InlineData("2026-02-05", 2, 5)]
    public void A_day_is_read_in_Brazilian_order(string typed, int month, int day) =>
        Assert.Equal(new DateOnly(2026, month, day), Words.ParseDay(typed));

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("12/31/2026")]
    [InlineData("")]
    public void What_is_no_day_is_none(string typed) => Assert.Null(Words.ParseDay(typed));
}
