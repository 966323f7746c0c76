using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.SignalR;
using Microsoft.OpenApi;
using Nexa.Core.Identity;
using Nexa.Mail;

namespace Nexa.Api.Auth;

internal static class IdentityServices
{
    /// <summary>Policy that needs a person's own sign-in; API keys and anonymous requests are refused.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Registers sign-in and permissions: every endpoint needs a user unless it says AllowAnonymous.</summary>
    public static void AddNexaIdentity(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings(
            "Nexa", builder.Environment.IsDevelopment() ? IdentitySettings.Development : new IdentitySettings(),
            settings => settings.RefusalIn(builder.Environment));
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SigningKeys>().AddSingleton<VerifiedTokens>().AddSingleton<AccessTokens>().AddSingleton<Passwords>();
        services.AddSingleton<FailedKeys>().AddSingleton<RefusedAccess>();
        services.AddSingleton<Sessions>().AddHostedService(provider => provider.GetRequiredService<Sessions>());
        services.AddSingleton<LiveConnections>().AddHostedService(provider => provider.GetRequiredService<LiveConnections>());
        services.AddScoped<SignInGate>().AddScoped<SignIns>().AddScoped<EmailCodes>().AddScoped<PasswordAgain>();
        builder.AddSettings<EncryptionSettings>("Nexa", refuse: encryption => encryption.RefusalIn(builder.Environment));
        services.AddScoped<SecondFactors>();
        services.AddSingleton(Passkeys.Configure(settings)).AddScoped<Passkeys>();
        builder.AddNexaMail();
        services.AddSingleton<AfterAnswer>().AddHostedService(provider => provider.GetRequiredService<AfterAnswer>());

        services.AddHttpContextAccessor();
        services.AddScoped(provider => CurrentUser.ReadClaims(provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.User));
        services.Configure<HubOptions>(options => options.AddFilter<LiveConnections>());
        services.Configure<OpenApiOptions>("v1", options => options.AddDocumentTransformer(DescribeSecurity));

        services.AddAuthentication(Schemes.Any)
            .AddPolicyScheme(Schemes.Any, null, options => options.ForwardDefaultSelector = context =>
                Schemes.Choose(context, settings))
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.ApiKey, null)
            .AddScheme<AuthenticationSchemeOptions, AnonymousHandler>(Schemes.Anonymous, null);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<SigningKeys, VerifiedTokens>(AccessTokens.Configure);

        var authorization = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser()
                .RequireAssertion(context => CurrentUser.Find(context.User)?.SessionId is not null));
        foreach (var permission in Permissions.All)
        {
            authorization.AddPolicy(permission, policy => policy.RequireAuthenticatedUser()
                .RequireAssertion(context => CurrentUser.Find(context.User)?.Can(permission) is true));
        }

        // These two loggers write whole addresses, with a hub's token in the query.
        services.PostConfigure<LoggerFilterOptions>(options =>
        {
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning, null));
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.Routing.EndpointMiddleware", LogLevel.Warning, null));
        });
    }

    private static Task DescribeSecurity(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes["bearer"] =
            new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
        document.Components.SecuritySchemes["api_key"] =
            new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Schemes.KeyHeader };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("api_key", document)] = [] },
        ];
        return Task.CompletedTask;
    }
}
