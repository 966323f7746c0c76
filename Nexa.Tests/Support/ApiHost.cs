using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Tests.Support;

/// <summary>
/// One replica of the API on a database; nobody comes in without a sign-in. Users and their tokens are made without hashing.
/// </summary>
public sealed class ApiHost : WebApplicationFactory<CurrentUser>
{
    public const string AddressHeader = "X-Test-Address";
    private readonly Dictionary<string, string> settings;
    private readonly ILoggerProvider? logs;
    private readonly IInterceptor? statements;

    private ApiHost(Dictionary<string, string> settings, ILoggerProvider? logs, IInterceptor? statements) =>
        (this.settings, this.logs, this.statements) = (settings, logs, statements);

    /// <param name="servers">The run's PostgreSQL and Redis.</param>
    /// <param name="database">Null for one of its own; that of another host for a second replica.</param>
    /// <param name="more">Further configuration.</param>
    /// <param name="logs">Where everything logged goes too.</param>
    /// <param name="statements">Sees the statements of Entity Framework that serve a request in one organisation.</param>
    public static async Task<ApiHost> StartAsync(Servers servers, string? database = null,
        IEnumerable<(string Key, string Value)>? more = null, ILoggerProvider? logs = null, IInterceptor? statements = null)
    {
        database ??= await servers.CreateDatabaseAsync();
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:nexadb"] = database,
            ["ConnectionStrings:redis"] = await servers.RedisAsync($"test-{database.GetHashCode(StringComparison.Ordinal)}"),
            ["Nexa:PasswordIterations"] = "1000",
            ["RateLimits:SignIn:Burst"] = "100000",
        };
        foreach (var (key, value) in more ?? [])
        {
            all[key] = value;
        }

        var host = new ApiHost(all, logs, statements) { Database = database, Redis = all["ConnectionStrings:redis"] };
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    public required string Database { get; init; }
    public required string Redis { get; init; }

    public Uri Address => ClientOptions.BaseAddress;

    /// <param name="role">OPERATOR makes a person without an organisation.</param>
    /// <param name="organisation">Null for one of their own, with the person's id.</param>
    /// <param name="password">Null for a person who cannot sign in by it.</param>
    public async Task<User> CreateUserAsync(string role = Roles.Admin, Guid? organisation = null, string? password = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetAllOrganisations();
        var id = Guid.CreateVersion7();
        var user = new User { Id = id, Name = $"Pessoa {id:n}", Email = $"{id:n}@example.com", IsOperator = role == Roles.Operator,
            EmailVerifiedAt = DateTimeOffset.UtcNow };
        if (password is not null)
        {
            user.PasswordHash = await Services.GetRequiredService<Passwords>().HashAsync(password, TestContext.Current.CancellationToken);
        }

        db.Users.Add(user);
        if (organisation is null && !user.IsOperator)
        {
            db.Add(new Organisation { Id = id, Name = $"Empresa {id:n}" });
        }

        if (!user.IsOperator)
        {
            db.Add(new Membership { OrganisationId = organisation ?? id, UserId = id, Role = role });
        }

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return user;
    }

    /// <summary>An access token of a session of its own, for the person's first organisation.</summary>
    public Task<string> TokenAsync(User user) => TokenAsync(user.Id);

    public async Task<string> TokenAsync(Guid userId)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetAllOrganisations();
        var session = new UserSession { Id = Guid.CreateVersion7(), UserId = userId, ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var organisation = await db.Memberships.Where(m => m.UserId == userId).OrderBy(m => m.JoinedAt)
            .Select(m => (Guid?)m.OrganisationId)
            .FirstOrDefaultAsync(TestContext.Current.CancellationToken);
        return await Services.GetRequiredService<AccessTokens>()
            .IssueAsync(userId, session.Id, organisation, session.Amr, TestContext.Current.CancellationToken);
    }

    /// <summary>A client that sends the token, or nothing, from an address of the caller's choice.</summary>
    public HttpClient Client(string? token = null, string? from = null)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (from is not null)
        {
            client.DefaultRequestHeaders.Add(AddressHeader, from);
        }

        return client;
    }

    public async Task<HttpClient> ClientAsync(User user) => Client(await TokenAsync(user));

    public async Task WithDbAsync(Func<NexaDbContext, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetAllOrganisations());
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>An API key of a person in an organisation; a client sends it as its token.</summary>
    public async Task<(string Key, Guid Id)> CreateKeyAsync(Guid userId, Guid organisation, IEnumerable<string> scope)
    {
        var (key, id) = ("nexa_" + Secret.New(), Guid.CreateVersion7());
        await WithDbAsync(async db =>
        {
            db.ApiKeys.Add(new ApiKey
            {
                Id = id, OrganisationId = organisation, UserId = userId, Name = "test", Prefix = key[..11], Hash = Secret.ComputeHash(key),
                Scope = [.. scope],
            });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return (key, id);
    }

    /// <summary>Gives a program the host's settings and logs.</summary>
    public void Configure(IWebHostBuilder builder)
    {
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        if (statements is not null)
        {
            builder.ConfigureTestServices(services =>
                services.ConfigureDbContext<NexaDbContext>(options => options.AddInterceptors(statements)));
        }

        builder.ConfigureLogging(logging =>
        {
            logging.ClearProviders();
            if (logs is not null)
            {
                logging.SetMinimumLevel(LogLevel.Trace).AddFilter(null, LogLevel.Trace).AddProvider(logs);
            }
        });
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        Configure(builder);
        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, AddressFromHeader>());
    }

    private sealed class AddressFromHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (context.Request.Headers[AddressHeader] is [{ } address])
                {
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                }

                return rest(context);
            });
            next(app);
        };
    }
}
