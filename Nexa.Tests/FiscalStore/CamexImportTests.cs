using Nexa.Core.FiscalStore;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Tests.FiscalStore;

public sealed class CamexImportTests(Servers servers)
{
    [Fact]
    public async Task The_workbook_is_imported_and_answers_from_the_database()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await FiscalImport.EnsureStarterAsync(database, TestContext.Current.CancellationToken);

        var workbook = CamexWorkbook.Write(full: true);
        var outcome =
            await FiscalImport.ImportAsync(
                database, FiscalFileReader.ReadFile(CamexWorkbook.Name, workbook), force: false,
                TestContext.Current.CancellationToken);
        var again =
            await FiscalImport.ImportAsync(
                database, FiscalFileReader.ReadFile(CamexWorkbook.Name, workbook), force: false,
                TestContext.Current.CancellationToken);

        Assert.True(outcome.Switched && !again.Switched);
        var tables = (await FiscalImport.LoadAsync(database, null, TestContext.Current.CancellationToken))!;
        Assert.Equal(
            ("7.2", "Anexo VI", "Res Gecex 852"),
            (tables.FindDuty("85412120", CamexWorkbook.Date).Rate.ToString(),
                tables.FindDuty("85412120", CamexWorkbook.Date).Basis,
                tables.FindDuty("85412120", CamexWorkbook.Date).Act));
        Assert.Equal("041", Assert.Single(tables.FindRates("84715010", null, CamexWorkbook.Date).DutyCandidates).Ex);
    }
}
