namespace Nexa.Web.Session;

/// <summary>Names of the organisation's members, read once a circuit.</summary>
internal sealed class People(Calls calls)
{
    private readonly Dictionary<Guid, string> names = [];

    public Guid? Me { get; private set; }

    public async Task LoadAsync()
    {
        if (Me is not null)
        {
            return;
        }

        var (account, members) = (calls.FetchAnswerAsync(nexa => nexa.Rest.GetMeAsync()),
            calls.FetchAnswerAsync(nexa => nexa.Rest.ListMembersAsync()));
        Me = (await account).Value?.Id;
        foreach (var member in (await members).Value ?? [])
        {
            names[member.User_id] = member.Name;
        }
    }

    /// <summary>As it stands in a sentence; members who came later or have left have no name here.</summary>
    public string Name(Guid? user) => user is null ? "a Nexa" : user == Me ? "você" : names.GetValueOrDefault(user.Value, "outra pessoa");
}
