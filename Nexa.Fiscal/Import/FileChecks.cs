namespace Nexa.Fiscal.Import;

/// <summary>What a file must be like before it may replace the tables in force; a damaged one is refused whole.</summary>
internal static class FileChecks
{
    // The NCM has some 10,500 codes and the TIPI as many; the tariff of a day without its exceptions some 10,000.
    private const int FewestLeaves = 9_000;
    private const int FewestDuties = 5_000;

    /// <summary>The official file of attributes has 73 to 80 thousand links.</summary>
    private const int FewestLinks = 30_000;
    private const double FewestReadable = 0.95;

    /// <summary>Official files are published a few days before they hold; one of a later day has a wrong date.</summary>
    private const int MostDaysAhead = 10;

    public static void Check(FiscalFile file, FiscalFile? before, bool force, DateOnly today)
    {
        try
        {
            if (file.Kind is FiscalFileKind.Exchange)
            {
                CheckExchange(file, before, force, today);
                return;
            }

            if (file.Kind is not FiscalFileKind.Rates && file.AsOf > today.AddDays(MostDaysAhead))
            {
                throw new RefusedFileException(
                    $"a data da tabela, {file.AsOf:dd/MM/yyyy}, está no futuro; confira o arquivo e o seu nome.");
            }

            CheckShape(file);

            // The operator's own file is checked line by line when it is read.
            if (before is { IsStarter: false } && file.Kind is not FiscalFileKind.Rates)
            {
                if (file.AsOf < before.AsOf)
                {
                    throw new RefusedFileException(
                        $"é de {file.AsOf:dd/MM/yyyy}, anterior ao que está em vigor ({before.Name}, de {before.AsOf:dd/MM/yyyy}); "
                        + "para voltar a uma edição anterior, restaure-a.");
                }

                if (!force)
                {
                    ChangeChecks.Check(file, before);
                }
            }
        }
        catch (RefusedFileException refused)
        {
            throw new RefusedFileException($"{file.Name}: {refused.Message}", refused);
        }
    }

    // A closing rate is final: a file that says another one for a day that is known needs the operator's word.
    private static void CheckExchange(FiscalFile file, FiscalFile? before, bool force, DateOnly today)
    {
        if (file.Exchange.FirstOrDefault(rate => rate.Day > today) is { } ahead)
        {
            throw new RefusedFileException($"traz cotações de {ahead.Day:dd/MM/yyyy}, que ainda não existem.");
        }

        var known = (before?.Exchange ?? []).ToDictionary(rate => (rate.Currency, rate.Day), rate => rate.Sale);
        if (!force && file.Exchange.FirstOrDefault(rate => known.TryGetValue((rate.Currency, rate.Day), out var sale) && sale != rate.Sale)
            is { } other)
        {
            throw new RefusedFileException(
                $"a cotação de {other.Currency} de {other.Day:dd/MM/yyyy} difere da que já foi importada; se a nova estiver correta, "
                + "repita a importação com a opção force.");
        }
    }

    private static void CheckShape(FiscalFile file)
    {
        switch (file.Kind)
        {
            case FiscalFileKind.Ncm:
                RequireAtLeast(file.Ncm.Count(node => node.IsLeaf), FewestLeaves, "códigos de 8 dígitos");
                RequireOnce(file.Ncm.Select(node => $"{NcmCode.Format(node.Code)}, vigente desde {node.From:dd/MM/yyyy},"));
                if (file.Ncm.FirstOrDefault(node => node.Text.Length == 0 || node.To < node.From) is { } odd)
                {
                    throw new RefusedFileException($"o código {NcmCode.Format(odd.Code)} não tem texto ou termina antes de começar.");
                }

                break;
            case FiscalFileKind.Tipi:
                RequireAtLeast(file.Tipi.Count(row => row.Ex is null), FewestLeaves, "códigos com alíquota");
                RequireOnce(file.Tipi.Select(row => $"{NcmCode.Format(row.Code)}{(row.Ex is null ? "" : $" Ex {row.Ex}")}"));
                RequireReadable(file.Tipi.Count(row => row.Rate.IsKnown), file.Tipi.Count);
                break;
            case FiscalFileKind.Attributes:
                RequireAtLeast(file.Links.Count, FewestLinks, "vínculos de atributos com códigos");
                var known = file.Attributes.Select(attribute => attribute.Code).ToHashSet(StringComparer.Ordinal);
                if (file.Links.Count(link => known.Contains(link.Attribute)) is var defined && defined < file.Links.Count * FewestReadable)
                {
                    throw new RefusedFileException(
                        $"apenas {Portuguese.FormatNumber(defined)} de {Portuguese.FormatNumber(file.Links.Count)} vínculos são de "
                        + "atributos que o arquivo define.");
                }

                break;
            case FiscalFileKind.Tariff:
                RequireAtLeast(
                    file.Duties.Select(row => row.Code).Distinct(StringComparer.Ordinal).Count(), FewestDuties, "códigos com alíquota");
                RequireReadable(file.Duties.Count(row => row.Rate.IsKnown), file.Duties.Count);
                break;
        }
    }

    private static void RequireAtLeast(int found, int fewest, string what)
    {
        if (found < fewest)
        {
            throw new RefusedFileException(
                $"tem apenas {Portuguese.FormatNumber(found)} {what}; a tabela completa tem mais de {Portuguese.FormatNumber(fewest)}. "
                + "O arquivo está truncado ou não é o esperado.");
        }
    }

    private static void RequireReadable(int known, int all)
    {
        if (known < all * FewestReadable)
        {
            throw new RefusedFileException(
                $"apenas {Portuguese.FormatNumber(known)} de {Portuguese.FormatNumber(all)} alíquotas puderam ser lidas.");
        }
    }

    private static void RequireOnce(IEnumerable<string> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (keys.FirstOrDefault(key => !seen.Add(key)) is { } twice)
        {
            throw new RefusedFileException($"o código {twice} está repetido.");
        }
    }
}
