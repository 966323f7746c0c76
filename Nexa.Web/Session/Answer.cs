namespace Nexa.Web.Session;

/// <summary>What Nexa has answered: a value, or the reason why there is none.</summary>
/// <param name="Value">Null where the request was refused or had no answer.</param>
/// <param name="Status">The HTTP status; 0 where Nexa could not be reached.</param>
/// <param name="Refusal">The reason as the user reads it; null where there is a value.</param>
public readonly record struct Answer<T>(T? Value, int Status, string? Refusal)
    where T : class
{
    /// <summary>Nexa has not decided about the request: the same one may be answered later.</summary>
    public bool IsAway => Value is null && Status is 0 or StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;

    public bool IsMissing => Status == StatusCodes.Status404NotFound;

    /// <summary>It is no longer there, or in a state that rules the request out.</summary>
    public bool IsGone => Status is StatusCodes.Status404NotFound or StatusCodes.Status409Conflict;

    /// <summary>The same refusal, of a request that had to come before.</summary>
    public Answer<TOther> ConvertRefusal<TOther>()
        where TOther : class => new(null, Status, Refusal);
}
