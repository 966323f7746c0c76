using System.Security.Cryptography;
using System.Text.Json;

namespace Nexa.Fiscal.Import;

/// <summary>Reads an official file of any kind; its content, not its name, says which.</summary>
public static class FiscalFileReader
{
    private const int LargestFile = 64 * 1024 * 1024;

    /// <exception cref="RefusedFileException">Damaged, truncated, or something else altogether.</exception>
    public static FiscalFile ReadFile(string name, byte[] content)
    {
        if (content.Length > LargestFile)
        {
            throw new RefusedFileException($"{name}: o arquivo excede {LargestFile / 1024 / 1024} MB.");
        }

        var start = content.AsSpan().TrimStart("\uFEFF \r\n\t"u8);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        try
        {
            return start switch
            {
                [] => throw new RefusedFileException("o arquivo está vazio."),
                [(byte)'<', ..] =>
                    throw new RefusedFileException("veio uma página HTML no lugar do arquivo; o site pode ter bloqueado a consulta."),
                [(byte)'{', ..] when AttributesJson.IsAttributes(start) =>
                    AttributesJson.ReadFile(name, name, new MemoryStream(content, writable: false)),
                [(byte)'{' or (byte)'[', ..] => NcmJson.ReadFile(name, hash, start),
                _ when PtaxCsv.IsPtax(start) => PtaxCsv.ReadFile(name, hash, start),
                _ when RatesCsv.IsRatesCsv(start) => RatesCsv.ReadFile(name, hash, start),
                [(byte)'P', (byte)'K', 3, 4, ..] => AttributesJson.ReadZip(name, content) ?? ReadWorkbook(name, hash, content),
                _ => throw new RefusedFileException(
                    "não é um arquivo da NCM (JSON), da TIPI (.xlsx), da tarifa (.xlsx), de atributos por NCM (.zip), de alíquotas (.csv com "
                    + "a primeira linha tributo;escopo;ncm;…) nem de cotações de fechamento da PTAX (.csv)."),
            };
        }
        catch (RefusedFileException refused)
        {
            throw new RefusedFileException($"{name}: {refused.Message}", refused);
        }
        catch (JsonException broken)
        {
            throw new RefusedFileException($"{name}: JSON danificado ou truncado.", broken);
        }
        catch (Exception broken) when (broken is not OperationCanceledException and not OutOfMemoryException)
        {
            // The workbook reader throws whatever the damaged part makes of its inside.
            throw new RefusedFileException($"{name}: planilha (ou ZIP) danificada ou truncada.", broken);
        }
    }

    public static async Task<FiscalFile> ReadFileAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            throw new RefusedFileException($"{path}: o arquivo não existe.");
        }

        return ReadFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, ct));
    }

    private static FiscalFile ReadWorkbook(string name, string hash, byte[] content)
    {
        using var sheets = new Worksheets(content);
        return TipiWorkbook.IsTipi(sheets) ? TipiWorkbook.ReadFile(name, hash, sheets) : TariffWorkbook.ReadFile(name, hash, sheets);
    }
}
