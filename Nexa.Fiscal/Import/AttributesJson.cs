using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexa.Fiscal.Attributes;

namespace Nexa.Fiscal.Import;

/// <summary>
/// The attributes of the Catálogo de Produtos by NCM, as the Portal Único serves them: a ZIP with one JSON file, whose name has the date.
/// </summary>
internal static partial class AttributesJson
{
    /// <summary>Chosen: several times the official file; a ZIP that unpacks to more is none of them.</summary>
    private const long LargestJson = 256 * 1024 * 1024;

    /// <summary>How far into a JSON file its lists are looked for: the official one begins with them.</summary>
    private const int Beginning = 4096;

    public static bool IsAttributes(ReadOnlySpan<byte> json)
    {
        var start = json[..Math.Min(json.Length, Beginning)];
        return start.IndexOf("\"listaNcm\""u8) >= 0 || start.IndexOf("\"detalhesAtributos\""u8) >= 0;
    }

    /// <summary>The attributes in a ZIP; null where it is a workbook or something else.</summary>
    public static FiscalFile? ReadZip(string name, byte[] content)
    {
        using var zip = new ZipArchive(new MemoryStream(content, writable: false));
        var entries = zip.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
        if (entries.Count == 0 || zip.GetEntry("[Content_Types].xml") is not null)
        {
            return null;
        }

        if (entries is not [var only])
        {
            throw new RefusedFileException($"o ZIP tem {entries.Count} arquivos JSON; o oficial tem um só.");
        }

        using var stream = only.Open();
        return ReadFile(name, only.Name, stream);
    }

    /// <param name="name">Of the file that was given.</param>
    /// <param name="dated">The name of the JSON file.</param>
    public static FiscalFile ReadFile(string name, string dated, Stream stream)
    {
        var date = DateInName().Match(dated);
        if (!date.Success || !DateOnly.TryParseExact(
            date.Value.Replace('-', '_'), "yyyy_MM_dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf))
        {
            throw new RefusedFileException($"o nome \"{dated}\" não traz a data, como em ATRIBUTOS_POR_NCM_2026_11_20.json.");
        }

        var (links, attributes, version) = (new List<AttributeLink>(90_000), new List<ProductAttribute>(4_000), 0);
        var lists = new HashSet<string>(StringComparer.Ordinal);
        var reader = new AttributeReader();
        using var elements = new JsonElements(stream, LargestJson);
        elements.ReadAll((member, element) =>
        {
            switch (member)
            {
                case "versao" when element.ValueKind is JsonValueKind.Number:
                    version = element.GetInt32();
                    break;
                case "listaNcm":
                    links.AddRange(reader.ReadLinks(element));
                    break;
                case "detalhesAtributos":
                    attributes.Add(reader.ReadAttribute(element));
                    break;
            }

            lists.Add(member);
        });
        if (!lists.Contains("listaNcm") || !lists.Contains("detalhesAtributos"))
        {
            throw new RefusedFileException("o JSON não tem as listas listaNcm e detalhesAtributos.");
        }

        if (attributes.GroupBy(one => one.Code, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new RefusedFileException($"o atributo {twice.Key} está definido mais de uma vez.");
        }

        var known = attributes.Select(attribute => attribute.Code).ToHashSet(StringComparer.Ordinal);
        return new FiscalFile(FiscalFileKind.Attributes, name, elements.TakeHash(), asOf, version == 0 ? null : $"versão {version}")
        {
            Links = [.. links.Distinct()], Attributes = attributes,
            AsWritten = [("sem definição", links.Count(link => !known.Contains(link.Attribute))), ("versão", version)],
        };
    }

    [GeneratedRegex(@"\d{4}[_-]\d{2}[_-]\d{2}", RegexOptions.None, 1000)]
    private static partial Regex DateInName();
}
