using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexaData();
var app = builder.Build();
if (args is ["migrate"])
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<NexaDbContext>().Database.MigrateAsync();
    return;
}

app.MapDefaultEndpoints();
await app.RunAsync();
