using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>The user of the circuit, what they may do, and names of the organisation's members.</summary>
internal sealed class People(Calls calls)
{
    private readonly Dictionary<Guid, string> names = [];

    /// <summary>People who were not among the members when somebody asked for their name: each is looked up once.</summary>
    private readonly HashSet<Guid> unknown = [];
    private bool isStale = true;
    private IReadOnlyCollection<string>? permissions;
    private Role? role;
    private Task? loading;

    public Guid? Me { get; private set; }

    /// <summary>The organisation that the session speaks for; null for an operator and before it is known.</summary>
    public Guid? Organisation { get; private set; }

    /// <summary>False for requests without an account, and before it is known.</summary>
    public bool HasAccount => Me is not null && role is not Role.ANONYMOUS;

    public IReadOnlyCollection<string> Permissions => permissions ?? [];

    /// <summary>True until it is known that they may not: a page is not built twice for the many who may.</summary>
    public bool MayReview => permissions?.Contains("review", StringComparer.Ordinal) is not false;

    public bool MayClassify => permissions?.Contains("classify", StringComparer.Ordinal) is not false;

    /// <summary>False until it is known that they may: for what few may.</summary>
    public bool May(string permission) => Permissions.Contains(permission, StringComparer.Ordinal);

    /// <summary>Reads what is not known yet; later calls cost nothing while everybody has a name.</summary>
    public Task LoadAsync() => loading is { IsCompleted: false } ? loading : loading = ReadUnknownAsync();

    /// <summary>As it stands in a sentence; members who have left have no name here.</summary>
    public string Name(Guid? user)
    {
        if (user is not { } id)
        {
            return "a Nexa";
        }

        if (id == Me)
        {
            return "você";
        }

        if (names.TryGetValue(id, out var name))
        {
            return name;
        }

        isStale |= unknown.Add(id);
        return "outra pessoa";
    }

    private static async Task<List<MemberView>> ListMembersAsync(NexaClient nexa) => await NexaClient.ReadPagesAsync<MemberView>(
        async (cursor, ct) =>
        {
            var page = await nexa.Rest.ListMembersAsync(cursor, cancellationToken: ct);
            return (page.Items, page.Next_cursor);
        }).ToListAsync();

    private async Task ReadUnknownAsync()
    {
        if (Me is null && await calls.FindQuietlyAsync(nexa => nexa.Rest.GetMeAsync()) is { } account)
        {
            (Me, Organisation, role, permissions) = (account.Id, account.Organisation_id, account.Role, [.. account.Permissions]);
        }

        if (isStale && await calls.FindQuietlyAsync(ListMembersAsync) is { } members)
        {
            isStale = false;
            foreach (var member in members)
            {
                names[member.User_id] = member.Name;
            }
        }
    }
}
