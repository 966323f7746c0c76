using Microsoft.AspNetCore.Mvc;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Organisations;

/// <summary>Which entries of the audit log a client asks for. Every condition that is given must hold.</summary>
public sealed record AuditQuery
{
    /// <summary>An action, such as member.invited, or all of one noun: member.</summary>
    [FromQuery(Name = "action")]
    public string? Action { get; init; }

    /// <summary>Who did it.</summary>
    [FromQuery(Name = "user_id")]
    public Guid? UserId { get; init; }

    /// <summary>From this day in São Paulo on (AAAA-MM-DD), or from a moment with its offset.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Up to this day in São Paulo, which is included whole, or before a moment with its offset.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    public Dictionary<string, string[]> FindProblems()
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        IsoDate.AddProblems(problems, From, To);
        return problems;
    }

    internal IQueryable<AuditEntry> Select(IQueryable<AuditEntry> entries)
    {
        var noun = $"{Action}.";
        var start = From is null ? null : IsoDate.ReadStart(From)?.ToUniversalTime(); // as PostgreSQL takes it
        var end = To is null ? null : IsoDate.ReadEnd(To)?.ToUniversalTime();
        return entries.Where(e => (Action == null || e.Action == Action || e.Action.StartsWith(noun))
            && (UserId == null || e.UserId == UserId) && (start == null || e.At >= start) && (end == null || e.At < end));
    }
}
