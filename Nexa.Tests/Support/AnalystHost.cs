using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Auth;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Tests.Support;

/// <summary>The API on a database of the class's own, with two analysts of one organisation and a stranger.</summary>
public sealed class AnalystHost(Servers servers) : IAsyncLifetime
{
    public const string Password = "cavalo grampo bateria certa";
    public static readonly Guid Ana = Guid.CreateVersion7();
    public static readonly Guid Bruno = Guid.CreateVersion7();
    public static readonly Guid Stranger = Guid.CreateVersion7();
    private readonly Dictionary<Guid, string> tokens = [];
    private ApiHost? api;

    public NpgsqlDataSource Database { get; private set; } = null!;
    public ApiHost Api => api!;
    public IServiceProvider Services => Api.Services;

    public async ValueTask InitializeAsync()
    {
        // Nobody reads documents here.
        api = await ApiHost.StartAsync(servers, more: [("Webhooks:AllowPrivate", "true"), ("Documents:WaitFor", "00:00:00")]);
        Database = NpgsqlDataSource.Create(api.Database);
        var hash = await api.Services.GetRequiredService<Passwords>().HashAsync(Password, CancellationToken.None);
        foreach (var (id, name) in new[] { (Ana, "Ana"), (Bruno, "Bruno"), (Stranger, "Estranho") })
        {
            await ExecuteAsync("insert into app_user (id, name, email, is_operator, email_verified_at, password_hash) "
                + "values ($1, $2, $3, false, now(), $4)", id, name, $"{name}@nexa.invalid", hash);
        }

        await ExecuteAsync("insert into organisation (id, name) values ($1, 'Importadora'), ($2, 'Outra')", Ana, Stranger);
        await ExecuteAsync(
            "insert into membership (organisation_id, user_id, role) values ($1, $1, 'ADMIN'), ($1, $2, 'ADMIN'), ($3, $3, 'ADMIN')", Ana,
            Bruno, Stranger);

        // Here an ADMIN may import tables too: one person sees what an import does to their organisation.
        await ExecuteAsync("insert into role_permission (role, permission) values ('ADMIN', $1)", Permissions.ImportTables);
        foreach (var id in new[] { Ana, Bruno, Stranger })
        {
            tokens[id] = await api.TokenAsync(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    /// <summary>A client that is signed in as one of the three.</summary>
    public HttpClient As(Guid user) => Api.Client(tokens[user]);

    /// <summary>An ACTIVE classification, as the worker would have written it.</summary>
    public async Task<Guid> ClassifiedAsync(string number, string? ncm = "85322410", double confidence = 0.6, Guid? owner = null,
        string? manufacturer = null, string? description = null, Guid? task = null)
    {
        var makerId = manufacturer is null ? (Guid?)null : Guid.CreateVersion7();
        if (manufacturer is not null)
        {
            makerId = (Guid)(await ScalarAsync(
                "insert into manufacturer (id, name, name_key) values ($1, $2, $3) on conflict (name_key) do update set name = "
                + "excluded.name returning id",
                makerId, manufacturer, Manufacturer.BuildKey(manufacturer)))!;
        }

        var part =
            (Guid)(await ScalarAsync(
                "insert into part_number (id, manufacturer_id, number, normalized) values ($1, $2, $3, $4) on conflict (normalized, "
                + "manufacturer_id) do update set number = excluded.number returning id",
            Guid.CreateVersion7(), makerId, number, PartNumber.Normalize(number)))!;
        var id = Guid.CreateVersion7();
        var text = description ?? "Capacitor cerâmico multicamada, 100 nF, 50 V";
        var result =
            JsonSerializer.Serialize(
                new { partnumber = number, ncm, description = text, short_description = "Capacitor cerâmico", fabricante = manufacturer,
                    confidence_score = confidence });
        await ExecuteAsync(
            """
            insert into classification (id, organisation_id, part_number_id, task_id, version, status, ncm, description, fabricante,
            confidence, needs_review, review_reason, result, tax_at_stake, number_key, manufacturer_id)
            values ($1, $2, $3, $9, 1, 'ACTIVE', $4, $5, $6, $7, $7 < 0.8, case when $7 < 0.8 then 'Confiança baixa.' end, $8::jsonb, 40,
            $10, $11)
            """, id, owner == Stranger ? Stranger
            : Ana, part, ncm, text, manufacturer, confidence, result, task, PartNumber.Normalize(number), makerId);
        await EnlistAsync(id, sample: 0);
        return id;
    }

    /// <summary>As the worker does with what it has just written.</summary>
    public async Task<List<Core.Review.Enlisted>> EnlistAsync(Guid classification, double sample)
    {
        await using var batch = Database.Batch();
        Core.Review.ReviewIntake.AddEnlist(batch, [classification], sample);
        await using var results = await batch.ReadAsync(CancellationToken.None);
        return await results.ListAsync(Core.Review.ReviewIntake.ReadEnlisted, CancellationToken.None);
    }

    public Task ExecuteAsync(string sql, params SqlValue[] values) => Database.Statement(sql, values).ExecuteAsync(CancellationToken.None);

    public Task<object?> ScalarAsync(string sql, params SqlValue[] values) =>
        Database.Statement(sql, values).ScalarAsync<object>(CancellationToken.None);
}

internal static class Http
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, int status = 200)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path) =>
        await (await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).JsonAsync();

    public static async Task<JsonElement> SendJsonAsync(this HttpClient client, HttpMethod method, string path, object? body = null,
        int status = 200, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await (await client.SendAsync(request, TestContext.Current.CancellationToken)).JsonAsync(status);
    }

    public static Task<JsonElement> PostAsync(this HttpClient client, string path, object? body = null, int status = 200,
        params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Post, path, body, status, headers);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static Guid Id(this JsonElement element, string name) => element.GetProperty(name).GetGuid();

    public static int Count(this JsonElement element, string name) => element.GetProperty(name).GetArrayLength();
}
