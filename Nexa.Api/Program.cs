using System.Text.Json.Serialization;
using Nexa.Api;
using Nexa.Api.Auth;
using Nexa.Api.Features.Account;
using Nexa.Api.Features.ApiKeys;
using Nexa.Api.Features.Classify;
using Nexa.Api.Features.Documents;
using Nexa.Api.Features.FiscalFiles;
using Nexa.Api.Features.Ncm;
using Nexa.Api.Features.Review;
using Nexa.Api.Features.Tasks;
using Nexa.Api.Features.Taxes;
using Nexa.Api.Features.Users;
using Nexa.Api.Idempotency;
using Nexa.Api.Live;
using Nexa.Api.Problems;
using Nexa.Core;
using Nexa.Core.Contracts;
using Nexa.Core.Identity;
using Scalar.AspNetCore;

StartRefusedException.ExitQuietly();
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexaData();
builder.AddNexaCore();
builder.AddLive();
builder.AddReview();
builder.Services.AddSingleton<EditionSwitch>();
builder.AddDocuments();
builder.Services.AddNexaProblems();
builder.Services.ConfigureHttpJsonOptions(json =>
    NexaJson.Configure(json.SerializerOptions).UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);
builder.AddNexaIdentity();
builder.AddNexaRateLimits();
builder.Services.AddIdempotency();
builder.Services.AddHostedService<Pruning>();
builder.AddBrowserRules();
builder.Services.AddApiDescription();

if (args is ["create-admin", ..])
{
    builder.Logging.ClearProviders(); // it says itself what is wrong
    return await CreateAdmin.RunAsync(builder.Build().Services, args);
}

var app = builder.Build();
app.UseNexaProblems();
app.UseNexaIdentity();
app.UseMiddleware<IdempotencyMiddleware>();
app.MapGet("/", () => new { resposta = "Nexa backend está rodando." }).WithTags("Health").AllowAnonymous();
app.MapAccount();
app.MapUsers();
app.MapApiKeys();
app.MapClassify();
app.MapDocuments();
app.MapTasks();
app.MapLive();
app.MapAnalystWork();
app.MapNcm();
app.MapTaxes();
app.MapFiscalTables();
app.MapOpenApi().AllowAnonymous();
app.MapScalarApiReference("/docs", docs => docs.DisableDefaultFonts()).AllowAnonymous(); // they come from elsewhere
app.MapDefaultEndpoints().RequireAuthorization(Permissions.Operate);
await app.RunAsync();
return 0;
