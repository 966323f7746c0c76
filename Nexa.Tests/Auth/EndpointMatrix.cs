using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Who may call an endpoint.</summary>
/// <param name="Call">As in the OpenAPI document: <c>POST /tasks/{id}/cancel</c>.</param>
/// <param name="Needs">A permission, or <see cref="EndpointMatrix.Anyone"/> or <see cref="EndpointMatrix.AnyUser"/>.</param>
/// <param name="Body">A valid JSON body, or null. <c>{id}</c> in it is replaced as in the path.</param>
/// <param name="Owned">What the path's parameter names, one of <see cref="OwnedThings.Makers"/>: another organisation's must not be
/// found. Null where it names nothing of an organisation.</param>
/// <param name="BySession">Needs a person's sign-in: API keys are refused.</param>
/// <param name="SelfOnly">Even another member of the organisation does not find it.</param>
/// <param name="Limit">Its own rate limit, one of <see cref="RateLimits"/>; null where it shares the common one.</param>
/// <param name="OpenBeforeEnrolment">Serves a session that must enrol a second factor first.</param>
internal sealed record Endpoint(
    string Call, string Needs, string? Body = null, string? Owned = null, bool BySession = false, bool SelfOnly = false,
    string? Limit = null, bool OpenBeforeEnrolment = false)
{
    public override string ToString() => Call;
}

/// <summary>
/// One line for each endpoint of the OpenAPI document; <see cref="EndpointMatrixTests"/> fails for an endpoint without one.
/// </summary>
internal static class EndpointMatrix
{
    public const string Anyone = "anyone";
    public const string AnyUser = "any user";

    public static readonly Endpoint[] Endpoints =
    [
        new("GET /", Anyone),
        new("GET /certificates/{sha256}", Anyone, Limit: RateLimits.Verify),

        new("POST /register", Anyone, """{"name":"Ana","email":"ana@example.com","password":"curta"}""", Limit: RateLimits.SignIn),
        new("POST /login", Anyone, """{"email":"ninguem@example.com","password":"nenhuma senha boa"}""", Limit: RateLimits.SignIn),
        new("POST /refresh", Anyone, """{"refresh_token":"nenhum"}""", Limit: RateLimits.Refresh),
        new("POST /password-reset", Anyone, """{"email":"ninguem@example.com"}""", Limit: RateLimits.SignIn),
        new("POST /password-reset/confirm", Anyone, """{"token":"nenhum","new_password":"uma frase bem comprida"}""",
            Limit: RateLimits.SignIn),
        new("POST /login/passkey/options", Anyone, Limit: RateLimits.SignIn),
        new("POST /login/passkey", Anyone, """{"challenge_id":"00000000-0000-7000-8000-000000000009","credential":{}}""",
            Limit: RateLimits.SignIn),
        new("POST /login/provider", Anyone, """{"id_token":"nenhum"}""", Limit: RateLimits.SignIn),
        new("POST /logout", AnyUser, "{}", BySession: true, OpenBeforeEnrolment: true),
        new("GET /me", AnyUser, OpenBeforeEnrolment: true),
        new("GET /me/second-factor", AnyUser, BySession: true, OpenBeforeEnrolment: true),
        new("POST /me/second-factor", AnyUser, """{"current_password":"nenhuma"}""", BySession: true, Limit: RateLimits.SignIn,
            OpenBeforeEnrolment: true),
        new("POST /me/second-factor/confirm", AnyUser, """{"code":"123456"}""", BySession: true, Limit: RateLimits.SignIn,
            OpenBeforeEnrolment: true),
        new("POST /me/second-factor/recovery-codes", AnyUser, """{"current_password":"nenhuma"}""", BySession: true,
            Limit: RateLimits.SignIn, OpenBeforeEnrolment: true),
        new("DELETE /me/second-factor", AnyUser, """{"current_password":"nenhuma"}""", BySession: true, Limit: RateLimits.SignIn,
            OpenBeforeEnrolment: true),
        new("GET /me/passkeys", AnyUser, BySession: true, OpenBeforeEnrolment: true),
        new("POST /me/passkeys/options", AnyUser, """{"current_password":"nenhuma"}""", BySession: true, Limit: RateLimits.SignIn,
            OpenBeforeEnrolment: true),
        new("POST /me/passkeys", AnyUser, """{"challenge_id":"00000000-0000-7000-8000-000000000009","name":"Notebook","credential":{}}""",
            BySession: true, Limit: RateLimits.SignIn, OpenBeforeEnrolment: true),
        new("DELETE /me/passkeys/{id}", AnyUser, """{"current_password":"nenhuma"}""", Owned: "passkey", BySession: true, SelfOnly: true,
            Limit: RateLimits.SignIn, OpenBeforeEnrolment: true),
        new("PATCH /me", AnyUser, """{"name":"Outro nome"}""", BySession: true, Limit: RateLimits.SignIn),
        new("DELETE /me", AnyUser, """{"current_password":"nenhuma"}""", BySession: true),
        new("POST /me/password", AnyUser, """{"current_password":"nenhuma","new_password":"uma frase bem comprida"}""", BySession: true,
            Limit: RateLimits.SignIn),
        new("GET /me/data", AnyUser, BySession: true),
        new("GET /me/sessions", AnyUser, BySession: true),
        new("DELETE /me/sessions/{id}", AnyUser, Owned: "session", BySession: true, SelfOnly: true),

        new("GET /api-keys", Permissions.ManageKeys, BySession: true),
        new("POST /api-keys", Permissions.ManageKeys, """{"name":"ERP","scope":["read"],"current_password":"uma frase"}""",
            BySession: true),
        new("DELETE /api-keys/{id}", Permissions.ManageKeys, Owned: "key", BySession: true),

        new("POST /session/organisation", AnyUser, """{"organisation_id":"{id}"}""", Owned: "membership", BySession: true),
        new("GET /organisation", Permissions.Read),
        new("PATCH /organisation", Permissions.ManageMembers, """{"name":"Outro nome"}""", BySession: true),
        new("POST /organisations", AnyUser, """{"name":"Outra empresa"}""", BySession: true),
        new("GET /organisation/members", Permissions.Read),
        new("PATCH /organisation/members/{userId}", Permissions.ManageMembers, """{"role":"READER"}""", Owned: "member", BySession: true),
        new("DELETE /organisation/members/{userId}", Permissions.ManageMembers, Owned: "member", BySession: true),
        new("POST /organisation/members/{userId}/reset-second-factor", Permissions.ManageMembers, """{"current_password":"nenhuma"}""",
            Owned: "member", BySession: true),
        new("DELETE /organisation/members/{userId}/provider-login", Permissions.ManageMembers, Owned: "member", BySession: true),
        new("POST /organisation/leave", AnyUser, BySession: true),
        new("GET /organisation/invitations", Permissions.ManageMembers, BySession: true),
        new("POST /organisation/invitations", Permissions.ManageMembers, """{"email":"{new}@example.com"}""", BySession: true),
        new("DELETE /organisation/invitations/{id}", Permissions.ManageMembers, Owned: "invitation", BySession: true),
        new("POST /invitations/accept", AnyUser, """{"token":"nenhum"}""", BySession: true),
        new("GET /organisation/archive", Permissions.ManageMembers, BySession: true),
        new("DELETE /organisation", Permissions.ManageMembers, """{"name":"nenhuma","current_password":"nenhuma"}""", BySession: true),
        new("GET /organisation/rates", Permissions.Read),
        new("POST /organisation/rates", Permissions.ManageRates),
        new("DELETE /organisation/rates/{tax}", Permissions.ManageRates),
        new("GET /organisation/audit", Permissions.ManageMembers, BySession: true),
        new("GET /organisation/data", Permissions.ManageMembers, BySession: true),

        new("GET /operator/organisations", Permissions.Operate),
        new("GET /operator/state", Permissions.Operate),
        new("GET /importers", Permissions.Read),
        new("POST /importers", Permissions.Review, """{"name":"Importadora","cnpj":"12.ABC.345/01DE-35"}"""),
        new("GET /importers/{id}", Permissions.Read, Owned: "importer"),
        new("PUT /importers/{id}", Permissions.Review, """{"name":"Importadora","cnpj":"11.222.333/0001-81"}""", Owned: "importer"),
        new("DELETE /importers/{id}", Permissions.Review, Owned: "importer"),

        new("POST /classify-partnumber", Permissions.Classify, """{"partnumber":"GRM1885C1H330JA01D"}""", Limit: RateLimits.Submit),
        new("POST /classify-batch", Permissions.Classify, """{"partnumbers":["GRM1885C1H330JA01D"]}""", Limit: RateLimits.Submit),
        new("GET /tasks", Permissions.Read),
        new("GET /tasks/summary", Permissions.Read),
        new("GET /tasks/{id}", Permissions.Read, Owned: "task"),
        new("DELETE /tasks/{id}", Permissions.Classify, Owned: "task"),
        new("POST /tasks/{id}/cancel", Permissions.Classify, Owned: "task"),
        new("POST /tasks/{id}/retry", Permissions.Classify, Owned: "task"),
        new("GET /tasks/{id}/events", Permissions.Read, Owned: "task"),
        new("GET /status/{taskId}", Permissions.Read, Owned: "task"),
        new("POST /upload-pdf", Permissions.Classify, Limit: RateLimits.Upload),
        new("POST /upload-document", Permissions.Classify, Limit: RateLimits.Upload),
        new("POST /upload-sheet", Permissions.Classify, Limit: RateLimits.Upload),
        new("GET /documents/{id}", Permissions.Read, Owned: "document"),
        new("GET /documents", Permissions.Read),
        new("GET /documents/{id}/file", Permissions.Read, Owned: "document"),
        new("PATCH /documents/{id}/lines", Permissions.Classify, """{"corrections":[{"line":1,"removed":true}]}""", Owned: "document"),
        new("POST /documents/{id}/classify", Permissions.Classify, "{}", Owned: "document", Limit: RateLimits.Submit),
        new("GET /documents/{id}/pages/{page}.png", Permissions.Read, Owned: "document"),

        new("GET /history", Permissions.Read),
        new("GET /historico", Permissions.Read),
        new("GET /statistics", Permissions.Read),
        new("GET /classifications/{id}", Permissions.Read, Owned: "classification"),
        new("PATCH /classifications/{id}", Permissions.Review, """{"ncm":"85322410","reason":"teste de correção"}""",
            Owned: "classification"),
        new("POST /classifications/{id}/approve", Permissions.Review, Owned: "classification"),
        new("POST /classifications/{id}/reject", Permissions.Review, """{"reason":"não é isto"}""", Owned: "classification"),
        new("POST /decisions/{id}/undo", Permissions.Review, Owned: "decision"),
        new("GET /review", Permissions.Review),
        new("GET /review/summary", Permissions.Review),
        new("GET /review/{id}", Permissions.Review, Owned: "review item"),
        new("POST /review/{id}/claim", Permissions.Review, Owned: "review item"),
        new("POST /review/{id}/release", Permissions.Review, Owned: "claimed review item", SelfOnly: true),
        new("POST /review/{id}/approve", Permissions.Review, Owned: "review item"),
        new("POST /review/{id}/correct", Permissions.Review, """{"ncm":"85322410","reason":"teste de correção"}""", Owned: "review item"),
        new("POST /review/{id}/reject", Permissions.Review, """{"reason":"não é isto"}""", Owned: "review item"),
        new("POST /review/{id}/not-goods", Permissions.Review, "{}", Owned: "review item"),
        new("POST /review/{id}/question", Permissions.Review, """{"question":"Qual é o dielétrico?"}""", Owned: "review item"),
        new("POST /review/{id}/answer", Permissions.Review, """{"answer":"C0G"}""", Owned: "review item"),
        new("POST /review/bulk", Permissions.Review,
            """{"decisions":[{"id":"00000000-0000-7000-8000-000000000009","action":"approve"}]}"""),
        new("POST /review/bulk/{batchId}/undo", Permissions.Review, Owned: "batch"),
        new("GET /classifications/{id}/certificate", Permissions.Export, Owned: "classification"),
        new("GET /export-excel", Permissions.Export),
        new("GET /export-json", Permissions.Export),
        new("GET /export-duimp", Permissions.Export),
        new("GET /export-duimp/check", Permissions.Export),
        new("POST /export-duimp/answers", Permissions.Review, """{"enviado":[{"seq":1}],"resposta":[{"seq":1}]}"""),
        new("GET /export-templates", Permissions.Export),
        new("POST /export-templates", Permissions.Export, """{"name":"Meu","columns":[{"field":"ncm"}]}"""),
        new("PUT /export-templates/{id}", Permissions.Export, """{"name":"Outro","columns":[{"field":"ncm"}]}""", Owned: "export template"),
        new("DELETE /export-templates/{id}", Permissions.Export, Owned: "export template"),
        new("GET /webhooks", Permissions.ManageWebhooks),
        new("POST /webhooks", Permissions.ManageWebhooks, """{"url":"https://example.com/nexa","events":["task.finished"]}"""),
        new("PATCH /webhooks/{id}", Permissions.ManageWebhooks, """{"enabled":false}""", Owned: "webhook"),
        new("DELETE /webhooks/{id}", Permissions.ManageWebhooks, Owned: "webhook"),
        new("POST /webhooks/{id}/test", Permissions.ManageWebhooks, Owned: "webhook"),
        new("GET /webhooks/{id}/deliveries", Permissions.ManageWebhooks, Owned: "webhook"),
        new("POST /webhooks/deliveries/{id}/replay", Permissions.ManageWebhooks, Owned: "delivery"),
        new("GET /partnumbers", Permissions.Read),
        new("GET /partnumbers/{id}", Permissions.Read, Owned: "part number"),
        new("PUT /partnumbers/{id}", Permissions.Review, """{"country_of_origin":"JP"}""", Owned: "part number"),
        new("GET /partnumbers/{id}/attributes", Permissions.Read, Owned: "part number"),
        new("PUT /partnumbers/{id}/attributes", Permissions.Review, """{"values":[]}""", Owned: "part number"),
        new("POST /partnumbers/{id}/aliases", Permissions.Review, """{"partnumber":"FORN-0001"}""", Owned: "part number"),
        new("DELETE /partnumbers/{id}/aliases/{alias}", Permissions.Review),
        new("GET /manufacturers", Permissions.Read),
        new("GET /manufacturers/{id}", Permissions.Read, Owned: "manufacturer"),
        new("PUT /manufacturers/{id}", Permissions.Review, """{"country":"JP"}""", Owned: "manufacturer"),
        new("POST /manufacturers/{id}/merge", Permissions.Review, """{"manufacturer_id":"{id}"}""", Owned: "manufacturer"),

        new("GET /ncm", Permissions.Read),
        new("GET /ncm/{code}", Permissions.Read),
        new("POST /taxes/estimate", Permissions.Read, """{"date":"2026-01-15","transport_mode":"sea","items":[]}"""),
        new("POST /taxes/estimate.xlsx", Permissions.Read, """{"date":"2026-01-15","transport_mode":"sea","items":[]}"""),

        new("POST /ws", Permissions.Read, """{"socket_session_id":"nenhum"}"""),

        new("POST /taxes/estimate", Permissions.Read,
            """{"date":"2026-11-24","transport_mode":"air","items":[{"ncm":"85322410","customs_value":100}]}"""),
        new("GET /fiscal-tables", Permissions.Read),
        new("GET /taxes/rates", Permissions.Read),
        new("GET /fiscal-tables/{id}", Permissions.Read),
        new("POST /fiscal-tables", Permissions.ImportTables),
        new("GET /fiscal-tables/editions", Permissions.Read),
        new("GET /fiscal-tables/editions/{id}/changes", Permissions.Read),
        new("POST /fiscal-tables/editions/{id}/restore", Permissions.ImportTables),
    ];
}
