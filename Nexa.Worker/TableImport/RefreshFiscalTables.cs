using Nexa.Core.Jobs;

namespace Nexa.Worker.TableImport;

/// <summary>Fetches the official files that are due.</summary>
public sealed record RefreshFiscalTables : IJobPayload
{
    public static string Kind => "refresh-fiscal-tables";
}

/// <summary>Configuration section <c>Fiscal:Refresh</c>. Off unless enabled: it goes out to the network.</summary>
public sealed class RefreshSettings
{
    public bool Enabled { get; init; }

    /// <summary>How old the last answer of an address may be.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The nomenclature as JSON.</summary>
    public Uri? Ncm { get; init; } =
        new("https://portalunico.siscomex.gov.br/classif/api/publico/nomenclatura/download/json?perfil=PUBLICO");

    /// <summary>The workbook of the TIPI; the Receita moves it, so it has no default.</summary>
    public Uri? Tipi { get; init; }

    /// <summary>The workbook of the tariff; Camex names it by its date, so it has no default.</summary>
    public Uri? Tariff { get; init; }

    public IEnumerable<Uri> Addresses => new[] { Ncm, Tipi, Tariff }.OfType<Uri>();
}
