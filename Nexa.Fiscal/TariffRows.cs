namespace Nexa.Fiscal;

/// <summary>One dated line of the TIPI: the base rate of a code (<c>Ex</c> null) or an Ex with its text.</summary>
public sealed record TipiRate(string Code, string? Ex, Rate Rate, string? Text, DateOnly From, DateOnly To, string? Act)
{
    public bool InForce(DateOnly on) => From <= on && on <= To;
}

/// <summary>An Ex of the TIPI: goods that fit its text take its rate in place of the base rate of the code.</summary>
public sealed record ExRule(string Ncm, string Ex, Rate Rate, string Text, DateOnly From, DateOnly To, string? Act);

/// <summary>
/// One dated line of the tariff. <c>Annex</c> is the Roman number of the list (I = TEC, II = rate applied by Brazil, IV, V, VI, VIII, IX, X
/// = exceptions). With Ex or quota it holds only for goods that fit a text or a licence, so it is a candidate and never the rate of the
/// code.
/// </summary>
public sealed record DutyRate(
    string Code, string Annex, string? Ex, bool Quota, Rate Rate, string? Text, DateOnly From, DateOnly To, string? Act)
{
    public bool IsCandidate => Ex is not null || Quota;

    public bool InForce(DateOnly on) => From <= on && on <= To;
}

/// <summary>A rate with the act and the days for which it is proved.</summary>
public sealed record DatedRate(Rate Rate, string? Act, DateOnly? From, DateOnly? To, string? Basis = null)
{
    /// <summary>The same with null for a day that is no true beginning or end, as clients see it.</summary>
    public DatedRate WithOpenEnds() => this with { From = RateView.HideOpenEnd(From), To = RateView.HideOpenEnd(To) };

    public static DatedRate Unknown(string why) => new(Rate.Unknown, null, null, null, why);
}

/// <summary>
/// What a code pays on a date. <c>DutyCandidates</c>: Ex-tarifários and quota lines that may apply to goods that fit them.
/// </summary>
public sealed record ItemRates(DatedRate Ii, DatedRate Ipi, DatedRate Pis, DatedRate Cofins, IReadOnlyList<DutyRate> DutyCandidates);
