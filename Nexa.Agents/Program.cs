using Nexa.Agents.Chat;
using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Core.FiscalStore;

StartRefusedException.ExitQuietly();
if (CommandLine.Answer(args, "Nexa.Agents", "the AI agents that come with Nexa, until they are stopped.") is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args).AddSecretFiles();
builder.AddServiceDefaults();
builder.AddNexaRedis();
var settings = builder.AddSettings<ServerSettings>("Agents");
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes);
builder.Services.AddFiscalTables();
builder.Services.AddSingleton(TimeProvider.System);
builder.AddChat();
builder.Services.AddSingleton<Classifier>();
builder.Services.AddSingleton<ClassificationQueue>();
builder.Services.AddHostedService(services => services.GetRequiredService<ClassificationQueue>());

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapProcess();
await app.RunServiceAsync();
return 0;
