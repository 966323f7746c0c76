using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Import;

/// <summary>The nomenclature as the Portal Único serves it. Entries are read one at a time; no tree of the whole file is built.</summary>
internal static partial class NcmJson
{
    private const string DateFormat = "dd/MM/yyyy";

    public static FiscalFile ReadFile(string name, string hash, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        var nodes = new List<NcmNode>(16_000);
        string? dated = null, act = null, field = null;
        var entries = false;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                field = reader.GetString();
            }
            else if (reader.TokenType is JsonTokenType.String && reader.CurrentDepth == 1)
            {
                (dated, act) = field switch
                {
                    "Data_Ultima_Atualizacao_NCM" => (reader.GetString(), act),
                    "Ato" => (dated, reader.GetString()),
                    _ => (dated, act),
                };
            }
            else if (reader.TokenType is JsonTokenType.StartArray && field == "Nomenclaturas")
            {
                entries = true;
                while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
                {
                    nodes.Add(ReadEntry(ref reader, nodes.Count + 1));
                }
            }
        }

        if (!entries)
        {
            throw new RefusedFileException("o JSON não tem a lista Nomenclaturas.");
        }

        var date = DatePattern().Match(dated ?? "");
        return date.Success
            ? new FiscalFile(FiscalFileKind.Ncm, name, hash, ParseDate(date.Value, "Data_Ultima_Atualizacao_NCM"), act) { Ncm = nodes }
            : throw new RefusedFileException("falta a data em Data_Ultima_Atualizacao_NCM.");
    }

    private static NcmNode ReadEntry(ref Utf8JsonReader reader, int number)
    {
        // The file spells its fields Tipo_Ato_Ini or Tipo_Ato, and so on, from one download to the next.
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            var value = reader.TokenType is JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
            fields[field.EndsWith("_Ini", StringComparison.OrdinalIgnoreCase) ? field[..^4] : field] = value;
        }

        string Get(string field) => fields.TryGetValue(field, out var value)
            ? value : throw new RefusedFileException($"a entrada {number} não tem o campo {field}.");

        var code = NcmCode.ParseDigits(Get("Codigo"))
            ?? throw new RefusedFileException($"a entrada {number} tem o código \"{Get("Codigo")}\", que não é da NCM.");
        return new NcmNode(
            code, NcmText.CleanText(Get("Descricao")), ParseDate(Get("Data_Inicio"), $"código {NcmCode.Format(code)}"),
            ParseDate(Get("Data_Fim"), $"código {NcmCode.Format(code)}"), JoinAct(fields, ""),
            JoinAct(fields, "_Fim"));
    }

    private static string? JoinAct(Dictionary<string, string> fields, string suffix) =>
        fields.TryGetValue("Tipo_Ato" + suffix, out var type) && type.Length > 0
        ? $"{type} {fields.GetValueOrDefault("Numero_Ato" + suffix)}/{fields.GetValueOrDefault("Ano_Ato" + suffix)}" : null;

    private static DateOnly ParseDate(string text, string where) =>
        DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? date : throw new RefusedFileException($"\"{text}\" não é uma data válida ({where}).");

    [GeneratedRegex(@"\d{2}/\d{2}/\d{4}", RegexOptions.None, 1000)]
    private static partial Regex DatePattern();
}
