using System.Text.Json.Serialization;
using Nexa.Api;
using Nexa.Api.Auth;
using Nexa.Api.Contract;
using Nexa.Api.Downloads;
using Nexa.Api.Features.Catalogue.Attributes;
using Nexa.Api.Idempotency;
using Nexa.Api.Live;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Scalar.AspNetCore;

StartRefusedException.ExitQuietly();
if (CommandLine.Answer(args, "Nexa.Api", "REST, SignalR hub and server-sent events, until it is stopped.",
    new("create-admin <email> [name]", "makes a person the ADMIN of a new organisation"),
    new("create-operator <email> [name]", "makes a person who runs the installation"),
    new("reset-second-factor <email>", "removes the second factor of somebody who has lost it"),
    new("renew-encryption", "encrypts all secrets with the key of today")) is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args).AddSecretFiles();
builder.AddServiceDefaults();
builder.AddNexaData(DatabaseRoles.Tenant);
builder.AddNexaCore();
builder.AddSettings<IntakeSettings>("Intake");
builder.AddTaxes();
builder.AddLive();
builder.AddReview();
builder.Services.AddSingleton<EditionSwitch>();
builder.AddDocuments();
builder.AddOperation();
builder.AddWebhooks();
builder.Services.AddNexaProblems();
builder.Services.ConfigureHttpJsonOptions(json =>
    NexaJson.Configure(json.SerializerOptions).UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);
builder.AddNexaIdentity();
builder.AddNexaRateLimits();
builder.AddQuotas();
builder.AddDownloads();
builder.Services.AddIdempotency();
builder.Services.AddHostedService<Pruning>();
builder.AddBrowserRules();
builder.Services.AddApiDescription();
builder.Services.AddContract();

if (args is ["create-admin" or "create-operator", ..])
{
    builder.Logging.ClearProviders(); // the command writes its own messages to the console
    return await CreateAccount.RunAsync(builder.Build().Services, args);
}

if (SecondFactorCommands.Names.Contains(args.FirstOrDefault(), StringComparer.Ordinal))
{
    builder.Logging.ClearProviders();
    return await SecondFactorCommands.RunAsync(builder.Build().Services, args);
}

var app = builder.Build();
app.UseRequestLog(context => CurrentUser.Find(context.User)?.Id);
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseRefusedAccessLog();
app.UseReadableHosts();
app.UseTrustedProxies();
app.UseTls();
app.UseSecurityHeaders();
app.UseLiveTokenOfQuery();
app.UseRouting();
app.UseCors();
app.UseAuthentication();
app.UseOrganisationScope();
app.UseRateLimiter();
app.UseSecondFactorRule();
app.UseAuthorization();
app.UseSessionBoundStreams();
app.UseDownloads();
app.UseMiddleware<JsonBounds>();
app.UseMiddleware<IdempotencyMiddleware>();

app.MapGet("/", (IdentitySettings settings) => new
    {
        resposta = "Nexa backend está rodando.", console = settings.PublicUrl, version = ServiceDefaults.Version,
    })
    .WithName("getWelcome").WithTags("Health")
    .WithSummary("Says that Nexa runs").AllowAnonymous();
app.MapAccount();
app.MapPasswordReset();
app.MapMe();
app.MapSecondFactor();
app.MapPasskeys();
app.MapPasskeySignIn();
app.MapProviderSignIn();
app.MapOrganisation();
app.MapOwnRates();
app.MapMembers();
app.MapMemberSecondFactor();
app.MapMemberProviderLogin();
app.MapInvitations();
app.MapLeaving();
app.MapOrganisationSizes();
app.MapOperation();
app.MapSessionOrganisation();
app.MapApiKeys();
app.MapImporters();
app.MapClassify();
app.MapDocuments();
app.MapDocumentLines();
app.MapTasks();
app.MapLive();
app.MapHistory();
app.MapStatistics();
app.MapClassifications();
app.MapReview();
app.MapExport();
app.MapCertificateCheck();
app.MapExportTemplates();
app.MapPartNumbers();
app.MapAttributes();
app.MapManufacturers();
app.MapWebhooks();
app.MapNcm();
app.MapTaxes();
app.MapFiscalTables();
app.MapContract();
app.MapScalarApiReference("/docs", docs => docs.DisableDefaultFonts().DisableAgent().DisableMcp().DisableTelemetry().HideClientButton()
    .HideDeveloperTools())
    .AllowAnonymous(); // fonts and the buttons taken away come from, or send to, other servers
app.MapDefaultEndpoints().RequireAuthorization(Permissions.Operate);
await app.RunServiceAsync();
return 0;
