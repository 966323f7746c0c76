namespace Nexa.Fiscal.Tax;

/// <summary>The terms of ICC's Incoterms 2020 under which a price may be agreed.</summary>
public enum Incoterm
{
    EXW,
    FCA,
    FAS,
    FOB,
    CFR,
    CPT,
    CIF,
    CIP,
    DAP,
    DPU,
    DDP,
}

/// <summary>What a price holds already decides what is added to the customs value (Decreto 6.759/2009, arts. 75 to 77).</summary>
public static class Incoterms
{
    /// <summary>The international freight is part of the price.</summary>
    public static bool IncludesFreight(this Incoterm term) => term >= Incoterm.CFR;

    /// <summary>The seller has to insure the goods, at his cost, as far as the place of destination.</summary>
    public static bool IncludesInsurance(this Incoterm term) => term is Incoterm.CIF or Incoterm.CIP;

    /// <summary>The seller bears costs within Brazil; a customs value is without them.</summary>
    public static bool IncludesCostsInBrazil(this Incoterm term) => term >= Incoterm.DAP;

    /// <summary>The buyer pays the carriage up to the place of loading; a customs value is with it.</summary>
    public static bool LacksCarriageAbroad(this Incoterm term) => term is Incoterm.EXW or Incoterm.FCA;
}
