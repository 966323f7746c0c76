using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Features.Account;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Importers;
using Nexa.Core.Tasks;
using Nexa.Tests.Auth;
using Npgsql;

namespace Nexa.Tests.Data;

/// <summary>The second boundary: what PostgreSQL shows and takes when a statement of the product has lost its own condition.</summary>
public sealed partial class RowSecurityTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_of_an_organisation_is_bound_by_a_policy()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        var secured = await database.Statement(
            """
            select c.relname::text as name from pg_class c where c.relrowsecurity and exists (
              select from pg_policy p where p.polrelid = c.oid and 'nexa_tenant'::regrole = any (p.polroles))
            """).ListAsync(row => row.Text("name"), Ct);
        using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=nowhere").Options);

        // What an organisation owns goes with it by the foreign keys; what only names it has the column.
        var owned = PersonalData.ListTables<Organisation>(db.Model).Select(pair => pair.Table.Name)
            .Concat(db.Model.GetEntityTypes().Where(type => type.FindProperty("OrganisationId") is not null)
                .Select(type => type.GetTableName()!))
            .Distinct(StringComparer.Ordinal).Except(["refresh_token"], StringComparer.Ordinal); // out of the role's reach altogether

        Assert.Empty(owned.Except(secured, StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_roles_of_the_services_own_nothing_bypass_nothing_and_make_nothing()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());

        var free = await database.Statement(
            """
            select r.rolname::text as name from pg_roles r where r.rolname in ('nexa_tenant', 'nexa_system') and (
              r.rolsuper or r.rolbypassrls or r.rolcanlogin or r.rolcreaterole or r.rolcreatedb or r.rolreplication
              or exists (select from pg_class c where c.relowner = r.oid) or has_schema_privilege(r.oid, 'public', 'create')
              or has_table_privilege(r.oid, 'audit_log', 'update, delete, truncate')
              or (select bool_or(has_table_privilege(r.oid, c.oid, 'truncate, trigger, references')) from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'))
            """).ListAsync(row => row.Text("name"), Ct);
        var readable = await database.Statement(
            """
            select c.relname::text as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and not c.relrowsecurity and has_table_privilege('nexa_tenant', c.oid, 'select') order by 1
            """).ListAsync(row => row.Text("name"), Ct);

        Assert.Empty(free);
        // Facts of the world and of the installation; the columns that the role may read of app_user and job are none of these.
        Assert.Equal(
            ["fiscal_attribute", "fiscal_attribute_link", "fiscal_edition", "fiscal_fetch", "fiscal_file", "fiscal_row", "manufacturer",
                "part_number", "role", "role_permission"],
            readable);
        Assert.False(await database.Statement(
            """
            select has_column_privilege('nexa_tenant', 'app_user', 'password_hash', 'select')
              or has_column_privilege('nexa_tenant', 'job', 'payload', 'select')
            """).ScalarAsync<bool>(Ct));
    }

    [Fact]
    public async Task A_login_that_may_not_make_the_roles_is_told_what_an_administrator_has_to_run()
    {
        var name = $"plain_{Guid.NewGuid():n}";
        var administrator = await servers.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(administrator);
        await database.Statement($"create role {name} login password '{name}'").ExecuteAsync(Ct);
        await database.Statement($"create database {name} owner {name}").ExecuteAsync(Ct);
        var own = new NpgsqlConnectionStringBuilder(administrator) { Database = name, Username = name, Password = name, Pooling = false };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Migrations.ApplyAsync(own.ConnectionString));
        await database.Statement($"grant nexa_tenant, nexa_system to {name}").ExecuteAsync(Ct);
        await Migrations.ApplyAsync(own.ConnectionString);

        Assert.Contains($"grant nexa_tenant, nexa_system to {name};", refused.MessageText, StringComparison.Ordinal);
        await database.Statement($"drop database {name}").ExecuteAsync(Ct);
        await database.Statement($"drop role {name}").ExecuteAsync(Ct);
    }

    [Theory]
    [InlineData("select exists (select from task where id =", "task", "t")]
    [InlineData("from classification where part_number_id = $1 and organisation_id = $2 order by version", "part number", "id")]
    [InlineData("select importer_id from task where id =", "task", "importer_id")]
    public async Task A_statement_that_lost_its_filter_shows_nothing_of_another_organisation(string part, string thing, string column)
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        await DoubledTests.FillAsync(host, ana, "SEGREDO-DA-ANA");
        var bias = await DoubledTests.FillAsync(host, bia, "SEGREDO-DA-BIA");
        var whole = FindStatement(part);
        var bare = Filter().Replace(whole, "true");
        Assert.NotEqual(whole, bare);
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.False(await SeesAsync());
        using (OrganisationScope.Enter(ana.Id))
        {
            Assert.False(await SeesAsync());
        }

        using (OrganisationScope.Enter(bia.Id))
        {
            Assert.True(await SeesAsync()); // the statement itself would show it
        }

        async Task<bool> SeesAsync() => column == "t"
            ? await database.Statement(bare, (Guid)bias[thing], ana.Id).ScalarAsync<bool>(Ct)
            : (await database.Statement(bare, (Guid)bias[thing], ana.Id).ListAsync(row => row.IsNull(column), Ct)).Count > 0;
    }

    [Fact]
    public async Task Statements_with_the_wrong_organisation_show_nothing_and_write_nothing()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        var anas = await DoubledTests.FillAsync(host, ana, "SEGREDO-DA-ANA");
        var bias = await DoubledTests.FillAsync(host, bia, "SEGREDO-DA-BIA");
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        await using var services = host.Services.CreateAsyncScope();
        var db = services.ServiceProvider.GetRequiredService<NexaDbContext>();
        using var scope = OrganisationScope.Enter(ana.Id);

        var history = new Core.Classifications.HistoryQuery(database, new() { Words = "SEGREDO" }, bia.Id);
        await history.ResolveAsync(Ct);
        Assert.Empty((await history.ReadPageAsync("date", "desc", 50, null, Ct)).Items);
        using var fiscal = new Core.FiscalStore.OrganisationTables(new Nexa.Fiscal.FiscalTablesSource(), database, TimeProvider.System);
        var queue = new Core.Review.ReviewQueue(database, fiscal, TimeProvider.System);
        Assert.Null(await queue.FindAsync((Guid)bias["review item"], bia.Id, Ct));
        Assert.NotNull(await queue.FindAsync((Guid)anas["review item"], ana.Id, Ct));

        db.Add(new Importer { Id = Guid.CreateVersion7(), OrganisationId = bia.Id, Name = "Alheia", Cnpj = "11222333000181" });
        await RefusedAsync(() => db.SaveChangesAsync(Ct));
        var item = new NewItem("PN-ALHEIO", null, null, null);
        await RefusedAsync(() => host.Services.GetRequiredService<TaskIntake>().SubmitAsync(
            new Sender(bia.Id, ana.Id), TaskKind.PartNumber, [item], reclassify: true, Ct));
        await RefusedAsync(() => database.Statement("update importer set organisation_id = $1", bia.Id).ExecuteAsync(Ct));
        await RefusedAsync(() => database.Statement(
            "insert into task_event (task_id, seq, name, payload) values ($1, 9, 'x', '{}')", (Guid)bias["task"]).ExecuteAsync(Ct));
        await RefusedAsync(() => database.Statement("delete from audit_log").ExecuteAsync(Ct));
        Assert.Equal(0, await database.Statement("update task set status = 'FAILED' where id = $1", (Guid)bias["task"]).ExecuteAsync(Ct));
        Assert.Equal(0, await database.Statement("delete from document where id = $1", (Guid)bias["document"]).ExecuteAsync(Ct));
    }

    private static async Task RefusedAsync(Func<Task> work)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(work);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(thrown.GetBaseException()).SqlState);
    }

    /// <summary>The product's own text.</summary>
    private static string FindStatement(string part) => Repository.ListProductSources().Select(File.ReadAllText)
        .SelectMany(source => BoundaryTests.FindTexts(source)).Single(text => text.Contains(part, StringComparison.Ordinal)).Trim('"');

    [GeneratedRegex(@"(\w+\.)?organisation_id = \$\d", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Filter();
}
