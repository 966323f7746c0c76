using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Tests.FiscalStore;

/// <summary>A file that takes PostgreSQL longer than a request or a job may wait for a statement.</summary>
public sealed class LongImportTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_file_has_time_and_what_others_ask_has_not()
    {
        await using var host = await ApiHost.StartAsync(servers);
        await using (var database = NpgsqlDataSource.Create(host.Database))
        {
            // As long as a job's statement may take, and a second more.
            await database.Statement(
                "create function take_long() returns trigger language plpgsql as 'begin perform pg_sleep(26); return null; end'")
                .ExecuteAsync(Ct);
            await database.Statement(
                "create trigger take_long after insert on fiscal_row for each statement execute function take_long()").ExecuteAsync(Ct);
        }

        using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await host.TokenAsync(await host.CreateUserAsync(Roles.Operator)));
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent("18/11/2026;220;A;USD;5,4321;5,4321;1,0000;1,0000\n"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", "ptax.csv");

        using var answer = await http.PostAsync(new Uri("/fiscal-tables", UriKind.Relative), form, Ct);

        Assert.True((await answer.JsonAsync(200)).GetProperty("switched").GetBoolean());
    }

    [Theory]
    [InlineData(DatabaseRoles.Tenant, "nexadb", 8)]
    [InlineData(DatabaseRoles.Tenant, DatabaseRoles.System, 8)]
    [InlineData(DatabaseRoles.Tenant, FiscalImport.DataSource, 600)]
    [InlineData(DatabaseRoles.System, "nexadb", 25)]
    [InlineData(DatabaseRoles.System, FiscalImport.DataSource, 600)]
    [InlineData(null, "nexadb", 600)]
    public async Task Each_purpose_has_its_own_time_for_a_statement_unless_the_operator_says_otherwise(
        string? role, string name, int seconds)
    {
        var database = await servers.CreateDatabaseAsync();

        Assert.Equal(seconds, Read(database).CommandTimeout);
        Assert.Equal(7, Read(database + ";Command Timeout=7").CommandTimeout);

        NpgsqlConnectionStringBuilder Read(string given)
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Configuration.AddInMemoryCollection(
                [new("ConnectionStrings:nexadb", given), new("ConnectionStrings:redis", "127.0.0.1:1")]);
            builder.AddNexaData(role);
            return new(builder.Configuration.GetConnectionString(name));
        }
    }
}
