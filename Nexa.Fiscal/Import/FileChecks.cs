namespace Nexa.Fiscal.Import;

/// <summary>What a file must be like before it may replace the tables in force; a damaged one is refused whole.</summary>
internal static class FileChecks
{
    private const int FewestLeaves = 9_000;
    private const int FewestDuties = 5_000;
    private const double LargestShare = 0.10;

    public static void Check(FiscalFile file, FiscalFile? before, bool force)
    {
        try
        {
            Shape(file);
            if (before is { IsStarter: false } && file.Kind is not FiscalFileKind.Rates) // the operator's own file is checked line by line when it is read
            {
                if (file.AsOf < before.AsOf)
                {
                    throw new RefusedFileException($"é de {file.AsOf:dd/MM/yyyy}, anterior ao que está em vigor ({before.Name}, de {before.AsOf:dd/MM/yyyy}).");
                }

                if (!force)
                {
                    Share(file, before);
                }
            }
        }
        catch (RefusedFileException refused)
        {
            throw new RefusedFileException($"{file.Name}: {refused.Message}", refused);
        }
    }

    private static void Shape(FiscalFile file)
    {
        switch (file.Kind)
        {
            case FiscalFileKind.Ncm:
                AtLeast(file.Ncm.Count(node => node.IsLeaf), FewestLeaves, "códigos de 8 dígitos");
                Once(file.Ncm.Select(node => $"{node.Code} de {node.From:dd/MM/yyyy}"));
                if (file.Ncm.FirstOrDefault(node => node.Text.Length == 0 || node.To < node.From) is { } odd)
                {
                    throw new RefusedFileException($"o código {NcmCode.Format(odd.Code)} não tem texto ou termina antes de começar.");
                }

                break;
            case FiscalFileKind.Tipi:
                AtLeast(file.Tipi.Count(row => row.Ex is null), FewestLeaves, "códigos com alíquota");
                Once(file.Tipi.Select(row => $"{row.Code} {row.Ex}"));
                Known(file.Tipi.Count(row => row.Rate.IsKnown), file.Tipi.Count);
                break;
            case FiscalFileKind.Tariff:
                AtLeast(file.Duties.Select(row => row.Code).Distinct(StringComparer.Ordinal).Count(), FewestDuties, "códigos com alíquota");
                Known(file.Duties.Count(row => row.Rate.IsKnown), file.Duties.Count);
                break;
        }
    }

    private static void Share(FiscalFile file, FiscalFile before)
    {
        var (was, changed) = file.Kind switch
        {
            FiscalFileKind.Ncm => Gone(before.Ncm.Where(node => node.To == NcmNode.Open).Select(node => node.Code), file.Ncm.Select(node => node.Code)),
            FiscalFileKind.Tipi => Gone(
                before.Tipi.Where(row => row.To == NcmNode.Open).Select(row => $"{row.Code} {row.Ex} {row.Rate}"), file.Tipi.Select(row => $"{row.Code} {row.Ex} {row.Rate}")),
            _ => Gone(
                before.Duties.Where(row => row.To == NcmNode.Open).Select(row => $"{row.Code} {row.Annex} {row.Ex} {row.Rate}"), file.Duties.Select(row => $"{row.Code} {row.Annex} {row.Ex} {row.Rate}")),
        };
        if (was > 0 && changed > was * LargestShare)
        {
            throw new RefusedFileException(
                $"mudaria {changed} de {was} linhas em vigor, mais de {LargestShare:P0}; se é mesmo uma nova edição da tabela, repita com --force.");
        }
    }

    private static (int Was, int Changed) Gone(IEnumerable<string> before, IEnumerable<string> after)
    {
        var was = before.ToHashSet(StringComparer.Ordinal);
        var count = was.Count;
        was.ExceptWith(after);
        return (count, was.Count);
    }

    private static void AtLeast(int found, int fewest, string what)
    {
        if (found < fewest)
        {
            throw new RefusedFileException($"tem só {found} {what}; a tabela completa tem mais de {fewest}. O arquivo está truncado ou é outro.");
        }
    }

    private static void Known(int known, int all)
    {
        if (known < all * 0.95)
        {
            throw new RefusedFileException($"só {known} de {all} alíquotas puderam ser lidas.");
        }
    }

    private static void Once(IEnumerable<string> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (keys.FirstOrDefault(key => !seen.Add(key)) is { } twice)
        {
            throw new RefusedFileException($"o código {twice.Trim()} está repetido.");
        }
    }
}
