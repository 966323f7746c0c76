namespace Nexa.Core.Review;

/// <summary>How a decision was received. A closed set.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="DecisionId">What can be undone.</param>
    /// <param name="ClassificationId">The version that now stands.</param>
    /// <param name="OrganisationId">Whose it is.</param>
    public sealed record Done(Guid DecisionId, Guid ClassificationId, Guid OrganisationId) : Verdict;

    /// <summary>There is no such thing in the reviewer's organisation.</summary>
    public sealed record Missing : Verdict;

    /// <summary>Somebody changed it since the user read it.</summary>
    public sealed record Stale : Verdict;

    /// <summary>It can't be done in the state that things are in; why, in Portuguese.</summary>
    public sealed record Refused(string Why) : Verdict;

    /// <summary>The code or its Ex can't stand; why, in Portuguese.</summary>
    public sealed record Invalid(string Why) : Verdict;
}

/// <summary>Who decides, over whose data, and from where: what the audit trail keeps.</summary>
public sealed record Reviewer(Guid Id, Guid Organisation, string? Address = null, string? Via = null);

/// <summary>What a correction says; null leaves a field as it was, an empty text clears it.</summary>
public sealed record Correction
{
    public string? Ncm { get; init; }
    public string? Exception { get; init; }
    public string? Nve { get; init; }
    public string? Description { get; init; }
    public string? ShortDescription { get; init; }
    public string? Fabricante { get; init; }
    public string? Endereco { get; init; }
    public string? Pais { get; init; }
}
