using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Measurements;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core;

public static class CoreServices
{
    /// <summary>
    /// The queue, the event log and the intake, over the connection <c>nexadb</c> and the Redis client already registered.
    /// </summary>
    public static void AddNexaCore(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services =>
        {
            var connection = services.GetRequiredService<IConfiguration>().GetConnectionString("nexadb")
                ?? throw new InvalidOperationException("ConnectionStrings:nexadb is missing.");
            return CreateDataSource(connection);
        });
        builder.Services.AddSingleton<JobQueue>().AddSingleton<SystemMeasurement>().AddSingleton<Doorbell>().AddSingleton<EventPublisher>();
        builder.Services.AddSingleton(services => new EventSeal(GetSystemData(services)));
        builder.Services.AddSingleton(services => new SecretCipher(
            services.GetRequiredService<EncryptionSettings>(), GetSystemData(services)));
        builder.Services.AddSingleton<WebhookSecrets>();
        builder.Services.AddSingleton<KnownClassifications>().AddSingleton<TaskIntake>().AddSingleton<TaskCancellation>();
        builder.Services.AddFiscalTables().AddSingleton<OrganisationTables>();
    }

    private static NpgsqlDataSource GetSystemData(IServiceProvider services) =>
        services.GetKeyedService<NpgsqlDataSource>(DatabaseRoles.System) ?? services.GetRequiredService<NpgsqlDataSource>();

    public static NpgsqlDataSource CreateDataSource(string connection)
    {
        var source = new NpgsqlDataSourceBuilder(connection);
        // The queue's few statements run all day: parsing them was half of the database's work.
        source.ConnectionStringBuilder.MaxAutoPrepare = 100;
        source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        return source.Build();
    }
}
