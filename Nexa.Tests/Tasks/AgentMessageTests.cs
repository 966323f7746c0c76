using System.Text;
using Nexa.Core.Contracts;

namespace Nexa.Tests.Tasks;

/// <summary>What is kept of an agents server's message: only what PostgreSQL and clients can take.</summary>
public sealed class AgentMessageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{"status":"\ud800"}""")]
    [InlineData("""{"status":"dancing"}""")]
    public void What_is_no_message_of_the_contract_is_none(string json) => Assert.Null(Parse(json));

    [Fact]
    public void Half_a_character_is_left_out_and_the_rest_is_kept()
    {
        Assert.Null(Parse("""{"status":"processing","progress":{"current":1,"total":2,"message":"\ud800"}}""")!.Text);

        var result =
            Parse("""
                {"status":"done","result":{"ncm":"85322410","description":"x\udc00","evidence":[{"a":"\ud800"}],"rationale":{"\ud800":1},
                "questions":["\u0000"],"alternatives":[{"ncm":"85322420","reason":"\ud83d\ude00"}]}}
                """)!.Result!;
        Assert.Equal("85322410", result.Ncm);
        Assert.Null(result.Description);
        Assert.Null(result.Evidence);
        Assert.Null(result.Rationale);
        Assert.Null(result.Questions);
        Assert.Equal("😀", result.Alternatives!.Value[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_between_characters()
    {
        var text = Parse($$"""{"status":"failed","error":"{{new string('x', 3999)}}😀"}""")!.Text!;

        Assert.Equal(3999, text.Length);
    }

    private static AgentMessage? Parse(string json) => AgentMessage.Parse(Encoding.UTF8.GetBytes(json));
}
