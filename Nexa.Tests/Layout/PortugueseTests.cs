using System.Text.RegularExpressions;

namespace Nexa.Tests.Layout;

/// <summary>What an analyst reads is written as a Brazilian professional writes it: forms that were rejected once do not come back.</summary>
public sealed partial class PortugueseTests
{
    private static readonly string[] Rejected =
    [
        "no Nexa é", "do Nexa com", "o Nexa foi", " apelido", "Diga o", "é obrigatório.", "longo demais", "tem de {", "fora do ar", "de novo.",
        "Os agentes pedem", "vêm como evento", "não vale mais", "uma boa senha", "Leia-a", "Nada mudou", "informe-a", "passa do limite",
    ];

    [Fact]
    public void No_rejected_wording_stands_in_a_text()
    {
        var found = from file in Sources()
                    from text in Texts().Matches(File.ReadAllText(file)).Select(match => match.Value)
                    from wording in Rejected
                    where text.Contains(wording, StringComparison.Ordinal)
                    select $"{Path.GetFileName(file)}: {wording}";

        Assert.Empty(found);
    }

    [Fact]
    public void A_paragraph_sign_of_the_law_takes_a_space()
    {
        var found = from file in Sources().Concat(Directory.EnumerateFiles(Repository.Find("Nexa.Fiscal/Starter"), "*.csv"))
                    where Unspaced().IsMatch(File.ReadAllText(file))
                    select Path.GetFileName(file);

        Assert.Empty(found);
    }

    [Fact]
    public void Thousands_have_a_dot_and_percent_no_space()
    {
        var found = from file in Sources()
                    from text in Texts().Matches(File.ReadAllText(file)).Select(match => match.Value)
                    where Undotted().IsMatch(text)
                    select $"{Path.GetFileName(file)}: {text}";

        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources() =>
        new[] { "Nexa.Api", "Nexa.Core", "Nexa.Fiscal", "Nexa.Worker", "Nexa.Documents", "Nexa.Web" }
            .SelectMany(project => Directory.EnumerateFiles(Repository.Find(project), "*", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal));

    [GeneratedRegex("\"[^\"\\n]*\"", RegexOptions.None, 1000)]
    private static partial Regex Texts();

    [GeneratedRegex(@"\b(até|de|são|máximo) \d{4,} (caracteres|itens|linhas|códigos|produtos|part numbers|reais)|\d %", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Undotted();

    [GeneratedRegex("§\\d", RegexOptions.None, 1000)]
    private static partial Regex Unspaced();
}
