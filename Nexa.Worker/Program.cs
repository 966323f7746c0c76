using Microsoft.EntityFrameworkCore;
using Nexa.Core;
using Nexa.Core.Data;
using Nexa.Core.Fiscal;
using Nexa.Worker.Classification;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexaData();
builder.AddNexaCore();
builder.Services.AddFiscalTables();
if (args is not ["migrate"])
{
    builder.AddClassification();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25)); // longer than the pumps' grace
}

var app = builder.Build();
if (args is ["migrate"])
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<NexaDbContext>().Database.MigrateAsync();
    return;
}

app.MapDefaultEndpoints();
await app.RunAsync();
