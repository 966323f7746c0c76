namespace Nexa.Core.Data;

/// <summary>
/// The organisations whose rows PostgreSQL shows to this flow of execution, set from the credentials of a request. Every statement sends
/// them; the policies of row level security compare rows with them. Without a scope the role <c>nexa_tenant</c> sees no row.
/// </summary>
public static class OrganisationScope
{
    private static readonly AsyncLocal<string?> Entered = new();

    /// <summary>The value of the setting <c>nexa.organisations</c>; null outside of any scope.</summary>
    internal static string? Current => Entered.Value;

    /// <summary>Until the answer is disposed, in this flow and those that it starts.</summary>
    public static IDisposable Enter(Guid organisation) => Enter(organisation.ToString());

    /// <summary>All organisations of the scopes, for work that several flows have handed over together.</summary>
    internal static IDisposable Enter(IEnumerable<string?> scopes) =>
        Enter(string.Join(',', scopes.OfType<string>().Distinct(StringComparer.Ordinal)));

    private static Leave Enter(string organisations)
    {
        var leave = new Leave(Entered.Value);
        Entered.Value = organisations;
        return leave;
    }

    private sealed class Leave(string? before) : IDisposable
    {
        public void Dispose() => Entered.Value = before;
    }
}
