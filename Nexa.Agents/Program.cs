using Nexa.Agents.Chat;
using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Core.FiscalStore;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexaRedis();
builder.Services.Configure<AgentOptions>(builder.Configuration.GetSection("Agents"));
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
builder.WebHost.ConfigureKestrel((host, kestrel) =>
    kestrel.Limits.MaxRequestBodySize = host.Configuration.GetValue("Agents:MaxBodyBytes", new AgentOptions().MaxBodyBytes));
builder.Services.AddFiscalTables();
builder.Services.AddSingleton(TimeProvider.System);
builder.AddChat();
builder.Services.AddSingleton<Classifier>();
builder.Services.AddSingleton<ClassificationQueue>();
builder.Services.AddHostedService(services => services.GetRequiredService<ClassificationQueue>());

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapProcess();
await app.RunAsync();
