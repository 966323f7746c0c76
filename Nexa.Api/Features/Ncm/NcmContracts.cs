using Nexa.Fiscal;
using Nexa.Fiscal.Search;

namespace Nexa.Api.Features.Ncm;

/// <param name="Code">The code that was read in the query; null where it was searched by its words alone.</param>
/// <param name="Tables">What was searched: sources and dates.</param>
public sealed record NcmSearchAnswer(string? Query, CodeRead? Code, string Tables, Guid SnapshotId, IReadOnlyList<NcmFound> Results);

/// <param name="Written">As it stands in the query.</param>
/// <param name="Code">What was looked up.</param>
/// <param name="Note">Why that is not the same, in Portuguese; null where it is.</param>
public sealed record CodeRead(string Written, string Code, string? Note)
{
    internal static CodeRead From(WrittenCode code, IReadOnlyList<NcmHit> hits) =>
        new(code.Written, NcmCode.Format(code.Digits), Explain(code, hits));

    private static string? Explain(WrittenCode code, IReadOnlyList<NcmHit> hits)
    {
        var foreign = !code.IsForeign ? null : $"{code.Written} é um código de outro país: a busca usa os seis primeiros dígitos, "
            + $"{NcmCode.Format(code.Digits)}, que são do Sistema Harmonizado.";
        var missing = hits.Count == 0 ? $"O código {NcmCode.Format(code.Digits)} não consta das tabelas."
            : hits[0].Node.Code.StartsWith(code.Digits, StringComparison.Ordinal) ? null
            : $"O código {NcmCode.Format(code.Digits)} não consta das tabelas; o mais próximo é {NcmCode.Format(hits[0].Node.Code)}.";
        return foreign is null ? missing : missing is null ? foreign : $"{foreign} {missing}";
    }
}

public sealed record NcmFound(string Code, int Digits, bool IsLeaf, string Text, string Path, bool InForce, double Score)
{
    internal static NcmFound FromHit(NcmHit hit, DateOnly on) =>
        new(NcmCode.Format(hit.Node.Code), hit.Node.Code.Length, hit.Node.IsLeaf, hit.Node.Text, hit.Path, hit.Node.InForce(on), hit.Score);
}

public sealed record NcmLevel(string Code, int Digits, bool IsLeaf, string Text, DateOnly? ValidTo)
{
    internal static NcmLevel FromNode(NcmNode node) =>
        new(NcmCode.Format(node.Code), node.Code.Length, node.IsLeaf, node.Text, node.To == NcmNode.Open ? null : node.To);
}

public sealed record ExView(string Ex, string Text, Rate Rate, string? Act);

/// <summary>A code of the nomenclature on a date.</summary>
/// <param name="Rates">Null above the 8 digits: rates belong to leaves.</param>
/// <param name="Attributes">What the Catálogo de Produtos asks for on the day; empty where no file of attributes was imported.</param>
/// <param name="AttributesDate">The date of that file.</param>
/// <param name="Verify">Of a code that is not in force: the codes in force of its subheading, else of its heading, to be looked at in its
/// place.</param>
/// <param name="Successors">Of a code that ended: what began in its place, as far as the tables show.</param>
public sealed record NcmView(
    string Code, int Digits, bool IsLeaf, string Text, string Path, DateOnly On, bool InForce, DateOnly? ValidFrom, DateOnly? ValidTo,
    string? Act, string? EndAct,
    IReadOnlyList<NcmLevel> Lineage, IReadOnlyList<NcmLevel> Children, IReadOnlyList<ExView> Exceptions, RatesView? Rates,
    IReadOnlyList<NcmLevel> Successors,
    IReadOnlyList<AttributeView> Attributes, DateOnly? AttributesDate, IReadOnlyList<string> Notes, string Tables, Guid SnapshotId,
    IReadOnlyList<NcmLevel> Verify)
{
    internal static NcmView FromNode(FiscalTables tables, NcmNode node, DateOnly on, string? uf)
    {
        var inForce = tables.Ncm.Find(node.Code, on) is not null;
        var rates = node.IsLeaf ? RatesView.FindRates(tables, node.Code, null, on, uf) : null;
        return new NcmView(
            NcmCode.Format(node.Code), node.Code.Length, node.IsLeaf, node.Text, tables.Ncm.FindPath(node.Code), on, inForce,
            node.From == DateOnly.MinValue ? null : node.From, node.To == NcmNode.Open ? null : node.To, node.Act, node.EndAct,
            [.. tables.Ncm.FindLineage(node.Code).Select(NcmLevel.FromNode)],
            [.. tables.Ncm.FindChildren(node.Code).Select(NcmLevel.FromNode)],
            [.. tables.FindEx(node.Code, on).Select(rule => new ExView(rule.Ex, rule.Text, rule.Rate, rule.Act))], rates,
            [.. tables.Ncm.FindSuccessors(node.Code).Select(NcmLevel.FromNode)],
            [.. tables.Attributes.FindFor(node.Code, on).Select(AttributeView.FromLinked)],
            tables.Attributes.IsLoaded ? tables.Attributes.AsOf : null, [.. ListNotes(tables, node, on, rates)], tables.Name,
            tables.SnapshotId, inForce ? [] : [.. tables.Ncm.FindNearLeaves(node.Code, on).Select(NcmLevel.FromNode)]);
    }

    private static IEnumerable<string> ListNotes(FiscalTables tables, NcmNode node, DateOnly on, RatesView? rates)
    {
        if (node.IsLeaf && DeterminismGate.Reject(tables, node.Code, null, on) is { } ended)
        {
            yield return ended;
        }
        else if (node.To != NcmNode.Open)
        {
            yield return $"O código deixa de vigorar em {node.To:dd/MM/yyyy}{(node.EndAct is null ? "" : $" ({node.EndAct})")}.";
        }

        if (AgencyNotice.Describe(tables.Attributes, node.Code, on) is { } agencies)
        {
            yield return agencies;
        }

        if (rates is null)
        {
            yield break;
        }

        foreach (var rate in new[] { rates.Ii, rates.Ipi, rates.CofinsAdditional, rates.Is, rates.Cbs, rates.IbsUf,
            rates.Icms }.OfType<RateView>().Where(rate => !rate.Rate.IsKnown && rate.Basis is not null))
        {
            yield return rate.Basis!;
        }

        if (rates.Ipi.Rate.Kind is RateKind.NotTaxed)
        {
            yield return "NT (não tributado): produto fora do campo de incidência do IPI; não se confunde com alíquota zero.";
        }

        if (tables.FindEx(node.Code, on).Count > 0)
        {
            yield return "O Ex da TIPI só substitui a alíquota do código quando a mercadoria se enquadra em seu texto (RGC/TIPI-1).";
        }

        if (rates.DutyCandidates.Count > 0)
        {
            yield return "Há linhas da tarifa com Ex ou cota: aplicam-se apenas às mercadorias que se enquadrem no texto ou disponham "
                + "de cota.";
        }
    }
}
