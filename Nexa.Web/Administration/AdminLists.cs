using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Administration;

/// <summary>The lists that the administration shows whole, each asked for in one place.</summary>
internal sealed class AdminLists(Calls calls)
{
    /// <summary>The largest page that the API gives: most of these lists have one.</summary>
    private const int PageSize = 200;

    public Task<Answer<List<MemberView>>> ListMembersAsync() => ReadAsync<MemberView, MemberPage>(
        (nexa, cursor) => nexa.Rest.ListMembersAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<InvitationView>>> ListInvitationsAsync() => ReadAsync<InvitationView, InvitationPage>(
        (nexa, cursor) => nexa.Rest.ListInvitationsAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<ApiKeyView>>> ListKeysAsync() => ReadAsync<ApiKeyView, ApiKeyPage>(
        (nexa, cursor) => nexa.Rest.ListApiKeysAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<ImporterView>>> ListImportersAsync() => ReadAsync<ImporterView, ImporterPage>(
        (nexa, cursor) => nexa.Rest.ListImportersAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<OwnRatesView>>> ListOwnRatesAsync() => ReadAsync<OwnRatesView, Client.OwnRatesPage>(
        (nexa, cursor) => nexa.Rest.ListOwnRatesAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<ExportTemplateView>>> ListTemplatesAsync() => ReadAsync<ExportTemplateView, ExportTemplatePage>(
        (nexa, cursor) => nexa.Rest.ListExportTemplatesAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<FileView>>> ListTablesAsync() => ReadAsync<FileView, FilePage>(
        (nexa, cursor) => nexa.Rest.ListFiscalTablesAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<EditionView>>> ListEditionsAsync() => ReadAsync<EditionView, EditionPage>(
        (nexa, cursor) => nexa.Rest.ListEditionsAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    public Task<Answer<List<SessionView>>> ListSessionsAsync() => ReadAsync<SessionView, SessionPage>(
        (nexa, cursor) => nexa.Rest.ListSessionsAsync(cursor, PageSize), page => (page.Items, page.Next_cursor));

    /// <summary>An organisation has few of them: they come in one piece.</summary>
    public Task<Answer<List<WebhookView>>> ListWebhooksAsync() =>
        calls.FetchAnswerAsync(async nexa => (await nexa.Rest.ListWebhooksAsync()).ToList());

    private Task<Answer<List<T>>> ReadAsync<T, TPage>(
        Func<NexaClient, string?, Task<TPage>> read, Func<TPage, (IEnumerable<T> Items, string? Next)> unpack) =>
        calls.FetchAnswerAsync(async nexa => await NexaClient.ReadPagesAsync(
            async (cursor, _) => unpack(await read(nexa, cursor))).ToListAsync());
}
