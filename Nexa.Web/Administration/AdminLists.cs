using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Administration;

/// <summary>The lists that the administration shows whole, each asked for in one place.</summary>
internal sealed class AdminLists(Calls calls)
{
    public Task<Answer<List<MemberView>>> ListMembersAsync() => ReadAsync(nexa => nexa.Rest.ListMembersAsync());

    public Task<Answer<List<InvitationView>>> ListInvitationsAsync() => ReadAsync(nexa => nexa.Rest.ListInvitationsAsync());

    public Task<Answer<List<ApiKeyView>>> ListKeysAsync() => ReadAsync(nexa => nexa.Rest.ListApiKeysAsync());

    public Task<Answer<List<WebhookView>>> ListWebhooksAsync() => ReadAsync(nexa => nexa.Rest.ListWebhooksAsync());

    public Task<Answer<List<ImporterView>>> ListImportersAsync() => ReadAsync(nexa => nexa.Rest.ListImportersAsync());

    public Task<Answer<List<OwnRatesView>>> ListOwnRatesAsync() => ReadAsync(nexa => nexa.Rest.ListOwnRatesAsync());

    public Task<Answer<List<ExportTemplateView>>> ListTemplatesAsync() => ReadAsync(nexa => nexa.Rest.ListExportTemplatesAsync());

    public Task<Answer<List<FileView>>> ListTablesAsync() => ReadAsync(nexa => nexa.Rest.ListFiscalTablesAsync());

    public Task<Answer<List<EditionView>>> ListEditionsAsync() => ReadAsync(nexa => nexa.Rest.ListEditionsAsync());

    public Task<Answer<List<SessionView>>> ListSessionsAsync() => ReadAsync(nexa => nexa.Rest.ListSessionsAsync());

    private Task<Answer<List<T>>> ReadAsync<T>(Func<NexaClient, Task<ICollection<T>>> read) =>
        calls.FetchAnswerAsync(async nexa => (await read(nexa)).ToList());
}
