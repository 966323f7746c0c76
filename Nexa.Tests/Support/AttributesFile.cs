using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nexa.Fiscal;

namespace Nexa.Tests.Support;

/// <summary>
/// The file of attributes by NCM as the Portal Único serves it: form, size and traps of the official one, codes, attributes and values of
/// our
/// own.
/// </summary>
internal static class AttributesFile
{
    /// <summary>The largest domain of the official file.</summary>
    public const int LargestDomain = 5_570;

    /// <summary>Codes of the tests, in the smallest file too.</summary>
    private static readonly string[] Often = ["85322410", "85412120"];

    private const int Attributes = 3_000;
    private const int PerCode = 8;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string NameJson(DateOnly date) => $"ATRIBUTOS_POR_NCM_{date:yyyy_MM_dd}.json";

    /// <param name="links">As many as the official file has, so that the checks of a whole file pass.</param>
    /// <param name="without">Codes that have no attributes in this file.</param>
    /// <param name="obligatory">Whether ATT_2 of the electronics is obligatory.</param>
    public static byte[] Write(DateOnly date, int links = 80_000, Func<string, bool>? without = null, bool obligatory = false)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(NameJson(date), CompressionLevel.Fastest).Open();
            using var json = new Utf8JsonWriter(entry, Plain);
            WriteFile(json, links, without ?? (_ => false), obligatory);
        }

        return bytes.ToArray();
    }

    /// <summary>Codes of the starter table first, then codes of no goods, so that every code of a test has attributes.</summary>
    public static IEnumerable<string> ListCodes() => Often
        .Concat(FiscalTables.LoadStarter().Ncm.Nodes.Where(node => node.IsLeaf).Select(node => node.Code))
        .Concat(Enumerable.Range(0, 80_000).Select(i => (10_000_000 + (i * 7)).ToString(CultureInfo.InvariantCulture)))
        .Distinct(StringComparer.Ordinal);

    private static void WriteFile(Utf8JsonWriter json, int links, Func<string, bool> without, bool obligatory)
    {
        json.WriteStartObject();
        json.WriteNumber("versao", 282);
        json.WriteStartArray("listaNcm");
        foreach (var code in ListCodes().Take(links / PerCode).Where(code => !without(code)))
        {
            WriteLinks(json, code, obligatory);
            json.Flush();
        }

        WriteChapter(json);
        json.WriteEndArray();
        json.WriteStartArray("detalhesAtributos");
        foreach (var written in AttributesOfElectronics.Written)
        {
            json.WriteRawValue(written);
        }

        WriteLargest(json);
        for (var i = 100; i < Attributes; i++)
        {
            WriteAttribute(json, i);
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, string code, bool obligatory)
    {
        json.WriteStartObject();
        json.WriteString("codigoNcm", NcmCode.Format(code));
        json.WriteStartArray("listaAtributos");
        var number = int.Parse(code, CultureInfo.InvariantCulture);
        var electronics = code[..2] is "84" or "85" or "90";
        for (var i = 0; i < PerCode; i++)
        {
            var attribute = electronics && i < 4
                ? AttributesOfElectronics.FindCode(code, i)
                : $"ATT_{100 + ((number + (i * 13)) % (Attributes - 100))}";
            json.WriteStartObject();
            json.WriteString("codigo", attribute);
            json.WriteString("modalidade", electronics && i >= 4 ? "Exportação" : "Importação");
            json.WriteBoolean("obrigatorio", electronics ? i is 0 or 3 || (i == 1 && obligatory) : i == 0);
            json.WriteBoolean("multivalorado", false);
            json.WriteString("dataInicioVigencia", "2023-11-06");
            if (!electronics && i == 2)
            {
                json.WriteString("dataFimVigencia", "2027-01-01"); // optional until then, obligatory from then on
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Links of a whole chapter hold for all its codes.
    private static void WriteChapter(Utf8JsonWriter json) => json.WriteRawValue(
        """
        {"codigoNcm":"85","listaAtributos":[{"codigo":"ATT_9","modalidade":"Importação","obrigatorio":false,"multivalorado":true,
        "dataInicioVigencia":"2023-11-06"},{"codigo":"ATT_10","modalidade":"Importação","obrigatorio":false,"multivalorado":false,
        "dataInicioVigencia":"2023-11-06"}]}
        """);

    private static void WriteLargest(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("codigo", "ATT_20");
        json.WriteString("nomeApresentacao", "Norma técnica");
        json.WriteString("formaPreenchimento", "LISTA_ESTATICA");
        WriteDomain(json, LargestDomain);
        json.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject();
        json.WriteString("codigo", $"ATT_{number}");
        json.WriteString("nome", $"CARACTERISTICA_{number}");
        json.WriteString("nomeApresentacao", $"Característica {number}");
        json.WriteString("definicao", "Característica da mercadoria, como consta de sua ficha técnica ou de seu catálogo comercial.");
        json.WriteString("orientacaoPreenchimento", "Selecione o valor que descreve a mercadoria importada.");
        json.WriteString("formaPreenchimento", number % 3 == 0 ? "TEXTO" : "LISTA_ESTATICA");
        json.WriteNumber("tamanhoMaximo", 100);
        if (number % 3 != 0)
        {
            WriteDomain(json, 12);
        }

        json.WriteRawMember("objetivos", """[{"codigo":"01","descricao":"Produto"}]""");
        json.WriteRawMember("orgaos", """["RFB"]""");
        json.WriteBoolean("multivalorado", false);
        json.WriteString("dataInicioVigencia", "2023-11-06");
        json.WriteString("dataFimVigencia", "");
        json.WriteNull("condicionados");
        json.WriteEndObject();
    }

    private static void WriteDomain(Utf8JsonWriter json, int values)
    {
        json.WriteStartArray("dominio");
        for (var i = 1; i <= values; i++)
        {
            json.WriteStartObject();
            json.WriteString("codigo", i.ToString("00", CultureInfo.InvariantCulture));
            json.WriteString("descricao", $"Valor de número {i} do domínio");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRawMember(this Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}
