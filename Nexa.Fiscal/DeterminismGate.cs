namespace Nexa.Fiscal;

/// <summary>Nothing leaves Nexa with a code that does not exist, is not in force, or with an Ex that is not in the table.</summary>
public static class DeterminismGate
{
    /// <summary>Chosen: as many as are read in a sentence; the look-up lists all.</summary>
    private const int MostSuggested = 6;

    /// <summary>
    /// Null when the answer may be given; else the reason, in Portuguese, to show to the analyst. Codes under a heading that the tables
    /// lack pass here and are <see cref="ExplainUnverifiable"/>.
    /// </summary>
    /// <param name="tables">The tables of the snapshot to judge by.</param>
    /// <param name="ncm">The code, with or without dots.</param>
    /// <param name="ex">The Ex of the TIPI; null, blank or "00" for none.</param>
    /// <param name="on">The date on which it must be in force.</param>
    /// <param name="partial">Also lets a heading or subheading through: an honest answer that stopped at the level that is certain.</param>
    public static string? Reject(FiscalTables tables, string? ncm, string? ex, DateOnly on, bool partial = false)
    {
        if (string.IsNullOrWhiteSpace(ncm))
        {
            return "Não foi possível chegar a um código NCM.";
        }

        if (NcmCode.ParseDigits(ncm) is not { } code)
        {
            return $"\"{ncm.Trim()}\" não é um código NCM.";
        }

        var shown = NcmCode.Format(code);
        if (!NcmCode.IsLeaf(code) && !partial)
        {
            return $"O código {shown} está incompleto: a NCM exige 8 dígitos.";
        }

        if (tables.Ncm.Find(code) is not { } node)
        {
            return tables.LacksHeading(code) ? null
                : $"O código {shown} não existe na NCM ({tables.Name}).{SuggestCodes(tables, code, on)}";
        }

        if (!tables.Ncm.IsInForce(code, on))
        {
            return node.To < on
                ? $"O código {shown} deixou de vigorar em {node.To:dd/MM/yyyy}.{SuggestCodes(tables, code, on)}"
                : $"O código {shown} só vigora a partir de {node.From:dd/MM/yyyy}.";
        }

        if (string.IsNullOrWhiteSpace(ex) || ex.Trim() is "0" or "00" or "000")
        {
            return null;
        }

        return NcmCode.ParseEx(ex) is { } number && tables.FindEx(code, on).Any(rule => rule.Ex == number)
            ? null
            : $"O Ex {ex.Trim()} não consta da TIPI para o código {shown}.";
    }

    /// <summary>" Verifique: 8541.41.21, 8541.41.22." — the codes in force of the same subheading; empty where there are none.</summary>
    public static string SuggestCodes(FiscalTables tables, string code, DateOnly on)
    {
        var near = tables.Ncm.FindNearLeaves(code, on);
        var named = string.Join(", ", near.Take(MostSuggested).Select(node => NcmCode.Format(node.Code)));
        var more = near.Count > MostSuggested ? $" e outros {near.Count - MostSuggested}" : "";
        return near.Count == 0 ? "" : $" Verifique: {named}{more}.";
    }

    /// <summary>
    /// Why a code that was not rejected could not be verified either: it needs a person's review. Null when the tables hold its heading.
    /// </summary>
    public static string? ExplainUnverifiable(FiscalTables tables, string? ncm) =>
        NcmCode.ParseDigits(ncm) is { } code && tables.LacksHeading(code)
        ? $"O código {NcmCode.Format(code)} não pôde ser verificado: {tables.Name} não traz a posição "
            + $"{NcmCode.Format(code[..Math.Min(4, code.Length)])}. Importe a NCM oficial."
        : null;
}
