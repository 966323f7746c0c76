namespace Nexa.Core.Fiscal.Tax;

/// <summary>What 1 January 2027 changes (EC 132/2023; LC 214/2025).</summary>
public static class Reform2027
{
    public static readonly DateOnly Start = new(2027, 1, 1);

    /// <summary>
    /// IPI goes to zero as a rule, but stays for goods with incentivised production in the Zona Franca, and IT goods keep theirs:
    /// until the official list of LC 214 art. 454 §3º is out, a positive rate says nothing about 2027.
    /// </summary>
    public static DatedRate Ipi(DatedRate table, DateOnly on) => on < Start || !table.Rate.IsKnown || table.Rate.Percent == 0m
        ? table
        : DatedRate.Unknown("IPI a partir de 2027 depende da lista do art. 454, §3º, da LC 214/2025, ainda não publicada: informe a alíquota.");
}
