using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexa.Tests.Data;

/// <summary>Lists that can grow past a page are read whole by their cursors; a list without cursors has a limit.</summary>
public sealed class PagedListTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    public static TheoryData<string, string> Filled => new()
    {
        {
            "/organisation/members",
            """
            with people as (
              insert into app_user (id, name, email, is_operator) select gen_random_uuid(), 'Pessoa', n || '@example.com', false
              from generate_series(1, 120) n returning id)
            insert into membership (organisation_id, user_id, role) select $1, id, 'READER' from people
            """
        },
        {
            "/organisation/invitations",
            """
            insert into invitation (id, organisation_id, email, role, hash, invited_by, expires_at)
            select gen_random_uuid(), $1, n || '@example.com', 'READER', sha256(('i' || n)::bytea), $1, now() + interval '1 day'
            from generate_series(1, 120) n
            """
        },
        {
            "/organisation/rates",
            """
            insert into own_rates (organisation_id, tax, scope, lines, count, file_name, loaded_at)
            select $1, case when n < 60 then 'icms' else 'pis' end, case when n in (1, 60) then '' else 'lista ' || n end, '[]', 0, 'a.csv',
              now()
            from generate_series(1, 120) n
            """
        },
        {
            "/api-keys",
            """
            insert into api_key (id, organisation_id, user_id, name, prefix, hash, scope)
            select gen_random_uuid(), $1, $1, 'ERP', 'nexa_a', sha256(('k' || n)::bytea), '{read}' from generate_series(1, 120) n
            """
        },
        {
            "/importers",
            """
            insert into importer (id, organisation_id, name, cnpj)
            select gen_random_uuid(), $1, (array['Ágora', 'agora', 'Alfa Ltda.', 'Alfa', 'Zeta'])[n % 5 + 1], lpad(n::text, 14, '0')
            from generate_series(1, 120) n
            """
        },
        {
            "/export-templates",
            """
            insert into export_template (id, organisation_id, name, columns)
            select gen_random_uuid(), $1, (array['Meu', 'meu', 'Ímpar'])[n % 3 + 1] || ' ' || n, '[{"field": "ncm"}]'
            from generate_series(1, 120) n
            """
        },
        {
            "/me/sessions",
            """
            insert into user_session (id, user_id, refreshed_at, expires_at)
            select gen_random_uuid(), $1, now() - n % 7 * interval '1 minute', now() + interval '1 day' from generate_series(1, 120) n
            """
        },
        {
            "/fiscal-tables",
            """
            insert into fiscal_file (id, kind, name, sha256, origin, as_of, rows, diff)
            select gen_random_uuid(), 'rates', 'a.csv', n::text, 'file', now()::date, 0, '{}'
            from generate_series(1, 120) n where $1::uuid is not null
            """
        },
        {
            "/fiscal-tables/editions",
            """
            insert into fiscal_edition (id, number) overriding system value
            select gen_random_uuid(), -n from generate_series(1, 120) n where $1::uuid is not null
            """
        },
    };

    [Theory]
    [MemberData(nameof(Filled))]
    public async Task A_list_is_read_whole_page_by_page(string path, string fill)
    {
        using var ana = host.As(AnalystHost.Ana);
        await host.ExecuteAsync(fill, AnalystHost.Ana);
        var first = await ana.GetJsonAsync(path);

        Assert.Equal(50, first.Count("items"));
        var whole = ReadRows(await ana.GetJsonAsync($"{path}?limit=200"));
        Assert.InRange(whole.Count, 120, 199);
        Assert.Equal(whole, await ReadPagesAsync(ana, path, 7));
    }

    [Fact]
    public async Task Webhooks_are_as_many_as_the_contract_says_also_when_they_come_at_once()
    {
        using var stranger = host.As(AnalystHost.Stranger);
        var contract = JsonNode.Parse(await Repository.ReadAsync("docs/openapi.json"))!;
        var most = contract["paths"]!["/webhooks"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["maxItems"]!
            .GetValue<int>();
        var hook = new { url = "https://example.com/nexa", events = new[] { "task.finished" }, current_password = AnalystHost.Password };
        for (var made = 0; made < most - 1; made++)
        {
            await stranger.PostAsync("/webhooks", hook, 201);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            using var request = System.Net.Http.Json.JsonContent.Create(hook);
            using var answer = await stranger.PostAsync(
                new Uri("/webhooks", UriKind.Relative), request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }));

        Assert.Equal([201, 409, 409], answers.Order());
        Assert.Equal(most, (await stranger.GetJsonAsync("/webhooks")).GetArrayLength());
    }

    private static async Task<List<string>> ReadPagesAsync(HttpClient client, string path, int size)
    {
        var (rows, cursor) = (new List<string>(), "");
        do
        {
            var page = await client.GetJsonAsync($"{path}?limit={size}&cursor={cursor}");
            Assert.InRange(page.Count("items"), 1, size);
            rows.AddRange(ReadRows(page));
            cursor = page.Text("next_cursor");
        }
        while (cursor is not null);

        return rows;
    }

    private static List<string> ReadRows(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(row => row.GetRawText())];
}
