using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Tests.Support;

/// <summary>An API with the official TIPI, where it is at hand, and rates of the operator's own.</summary>
public sealed class VectorApi(Servers servers) : IAsyncLifetime
{
    private const string Tipi = "tipi/tipi_rfb_2025-09-23.xlsx";
    private const string OwnRates = """
        tributo;escopo;ncm;aliquota;inicio;fim;ato;nota
        icms;SP;;18;2026-01-01;;RICMS/SP, art. 52
        icms;SP;8532;12;2026-01-01;2026-12-31;RICMS/SP, art. 53;capacitores
        cofins_additional;lista;8516;0,6;2026-01-01;2026-12-31;Lei 10.865/2004, art. 8º, § 21
        """;

    private readonly FiscalApi api = new(servers);

    public HttpClient Client => api.Client;

    public async ValueTask InitializeAsync()
    {
        await api.InitializeAsync();
        var database = api.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System);
        await FiscalImport.EnsureStarterAsync(database, default);
        await FiscalImport.ImportAsync(database, FiscalFileReader.ReadFile("own.csv", Encoding.UTF8.GetBytes(OwnRates)), force: false,
            default);
        if (SharedData.Folder is { } folder && Path.Combine(folder, Tipi) is var path && File.Exists(path))
        {
            await FiscalImport.ImportAsync(database, await FiscalFileReader.ReadFileAsync(path, default), force: true, default);
        }

        api.Services.GetRequiredService<FiscalTablesSource>().SwitchTo((await FiscalImport.LoadAsync(database, null, default))!);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();
}
