using System.Text;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal.Import;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Tests.FiscalStore;

public sealed class ImportTests(Servers servers) : IAsyncLifetime
{
    private static readonly DateOnly June = new(2026, 6, 1);
    private string connection = "";
    private NpgsqlDataSource database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        connection = await servers.CreateDatabaseAsync();
        database = NpgsqlDataSource.Create(connection);
        await FiscalImport.EnsureStarterAsync(database, Ct);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_migrated_database_has_the_starter_tables_once()
    {
        await FiscalImport.EnsureStarterAsync(database, Ct);

        var tables = await LoadAsync();
        Assert.Equal(FiscalTables.LoadStarter().Ncm.Nodes, tables.Ncm.Nodes);
        Assert.Equal(FiscalTables.LoadStarter().TipiCodes, tables.TipiCodes);
        Assert.Equal(4, await CountAsync("fiscal_file"));
        Assert.Null(await FiscalImport.LoadAsync(database, tables.SnapshotId, Ct));
    }

    [Fact]
    public async Task A_second_import_of_the_same_file_changes_nothing()
    {
        var first = await ImportAsync(Tipi(June, 5m));
        var second = await ImportAsync(Tipi(June, 5m));

        Assert.True(first.Switched);
        Assert.False(second.Switched);
        Assert.Equal(first.SnapshotId, second.SnapshotId);
        Assert.Equal(5, await CountAsync("fiscal_file"));
    }

    [Fact]
    public async Task A_changed_rate_holds_from_the_new_file_on_and_the_old_one_stays_for_earlier_dates()
    {
        await ImportAsync(Tipi(June, 5m));
        var outcome = await ImportAsync(Tipi(June.AddMonths(3), 7m));

        var tables = await LoadAsync();
        Assert.Equal(Rate.Unknown, tables.FindRates(Code(0), null, June.AddDays(-1)).Ipi.Rate);
        Assert.Equal(Rate.FromPercent(5m), tables.FindRates(Code(0), null, June.AddMonths(3).AddDays(-1)).Ipi.Rate);
        Assert.Equal(Rate.FromPercent(7m), tables.FindRates(Code(0), null, June.AddMonths(3)).Ipi.Rate);
        Assert.Equal(Rate.Zero, tables.FindRates(Code(1), null, June).Ipi.Rate);
        var change = Assert.Single(outcome.Diff.Changed);
        Assert.Equal((Code(0), "5", "7"), (change.Code, change.Was, change.Now));
    }

    [Fact]
    public async Task Classifications_on_a_changed_or_ended_row_are_flagged_and_no_others()
    {
        await ImportAsync(Ncm(June, ends: null));
        var onEnding = await ClassifyAsync(Code(3));
        var other = await ClassifyAsync(Code(4));

        var outcome = await ImportAsync(Ncm(June.AddMonths(1), ends: Code(3)));

        Assert.Equal([onEnding], outcome.Flagged.Select(item => item.ClassificationId));
        Assert.Equal(Code(3), Assert.Single(outcome.Diff.Ended).Code);
        await using var db = Context();
        var flagged = await db.Classifications.SingleAsync(c => c.Id == onEnding, Ct);
        Assert.True(flagged.NeedsReview);
        Assert.Contains("deixa de vigorar em 31/12/2026", flagged.ReviewReason, StringComparison.Ordinal);
        Assert.False((await db.Classifications.SingleAsync(c => c.Id == other, Ct)).NeedsReview);
    }

    [Fact]
    public async Task A_code_that_left_the_nomenclature_is_kept_with_its_end()
    {
        await ImportAsync(Ncm(June, ends: null));
        await ImportAsync(Ncm(June.AddMonths(1), ends: null, without: Code(5)));

        var tables = await LoadAsync();
        Assert.True(tables.Ncm.IsInForce(Code(5), June));
        Assert.False(tables.Ncm.IsInForce(Code(5), June.AddMonths(1)));
        Assert.Contains("deixou de vigorar", DeterminismGate.Reject(tables, Code(5), null, June.AddMonths(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_file_or_one_that_changes_too_much_is_refused_and_nothing_changes()
    {
        await ImportAsync(Tipi(June, 5m));
        var before = await LoadAsync();

        var older = await Assert.ThrowsAsync<RefusedFileException>(() => ImportAsync(Tipi(June.AddDays(-1), 6m)));
        Assert.Contains("anterior", older.Message, StringComparison.Ordinal);
        var upheaval = Tipi(June.AddDays(1), 5m);
        upheaval = upheaval with { Tipi = [.. upheaval.Tipi.Select(row => row with { Rate = Rate.FromPercent(1m) })] };
        var refused = await Assert.ThrowsAsync<RefusedFileException>(() => ImportAsync(upheaval));
        Assert.Contains("opção force", refused.Message, StringComparison.Ordinal);

        Assert.Equal(before.SnapshotId, (await LoadAsync()).SnapshotId);
        Assert.Equal(5, await CountAsync("fiscal_file"));
        Assert.True((await FiscalImport.ImportAsync(database, upheaval, force: true, Ct)).Switched);
    }

    [Fact]
    public async Task An_official_file_stands_against_a_newer_starter_table()
    {
        await ImportAsync(Tipi(June, 5m));
        await FiscalImport.EnsureStarterAsync(database, Ct);

        Assert.Equal(5, await CountAsync("fiscal_file"));
    }

    [Fact]
    public async Task Rates_that_the_starter_table_knows_of_a_later_day_stay_beside_an_older_official_file()
    {
        var (asOf, end) = (new DateOnly(2021, 3, 31), new DateOnly(2022, 3, 31));
        var duty = FiscalTables.LoadStarter().FindDuty("85322120", June.AddMonths(4));
        Assert.True(duty.Rate.IsKnown);
        await ImportAsync(new FiscalFile(FiscalFileKind.Tariff, "tec.xlsx", "tec", asOf, "TEC")
        {
            Duties = [
                .. Enumerable.Range(0, 5_500).Select(Code).Append("85322120")
                .Select(code => new DutyRate(code, "I", null, false, Rate.FromPercent(2m), null, asOf, end, "TEC"))],
        });

        var tables = await LoadAsync();
        Assert.Equal(duty.Rate, tables.FindDuty("85322120", June.AddMonths(4)).Rate);
        Assert.Equal(Rate.FromPercent(2m), tables.FindDuty("85322120", end).Rate);
        Assert.Equal(Rate.Unknown, tables.FindDuty(Code(0), June).Rate);
    }

    [Theory]
    [InlineData("", "vazio")]
    [InlineData("<!DOCTYPE html><html><body>Acesso bloqueado</body></html>", "HTML")]
    [InlineData("""{"Data_Ultima_Atualizacao_NCM":"Vigente em 13/08/2026","Nomenclaturas":[{"Codigo":"01","Descri""", "truncado")]
    [InlineData("""{"mensagem":"limite excedido"}""", "Nomenclaturas")]
    [InlineData("PK\u0003\u0004planilha pela metade", "danificada")]
    [InlineData("codigo;aliquota", "não é um arquivo")]
    public void Damaged_files_are_refused_with_the_reason(string content, string reason)
    {
        var refused = Assert.Throws<RefusedFileException>(() => FiscalFileReader.ReadFile("arquivo", Encoding.UTF8.GetBytes(content)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nomenclature_cut_short_is_refused_although_it_is_sound_json()
    {
        var few = FiscalFileReader.ReadFile("corte.json", """
            {"Data_Ultima_Atualizacao_NCM":"Vigente em 13/08/2026","Ato":"X","Nomenclaturas":[
            {"Codigo":"8532.24.10","Descricao":"- <i>SMD</i> de 2 cm<sup>3</sup>:","Data_Inicio":"01/04/2022","Data_Fim":"31/12/9999",
            "Tipo_Ato":"Res Gecex","Numero_Ato":"272","Ano_Ato":"2021"}]}
            """u8.ToArray());

        Assert.Equal(
            new NcmNode("85322410", "SMD de 2 cm³", new DateOnly(2022, 4, 1), NcmNode.Open, "Res Gecex 272/2021"), Assert.Single(few.Ncm));
        var refused = await Assert.ThrowsAsync<RefusedFileException>(() => ImportAsync(few));
        Assert.Contains("truncado", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.01", "0101")]
    [InlineData("101.2", "01012")]
    [InlineData("02.1", "0210")]
    [InlineData("3.03", "0303")]
    [InlineData("302.42", "030242")]
    [InlineData("1101", "1101")]
    [InlineData("0102.29.1", "0102291")]
    [InlineData("8532.24.10", "85322410")]
    [InlineData("Seção", null)]
    [InlineData("", null)]
    public void Codes_that_a_spreadsheet_mangled_are_repaired(string cell, string? digits) =>
        Assert.Equal(digits, MangledCode.RepairCode(cell));

    private static string Code(int i) => $"{10_000_000 + i * 7}";

    private static FiscalFile Tipi(DateOnly asOf, decimal first) =>
        new(FiscalFileKind.Tipi, $"tipi-{asOf:yyyy-MM-dd}.xlsx", $"{asOf}-{first}", asOf, "TIPI")
    {
        Tipi = [.. Enumerable.Range(0, 9_500)
            .Select(i => new TipiRate(Code(i), null, i == 0 ? Rate.FromPercent(first) : Rate.Zero, null, asOf, NcmNode.Open, "TIPI"))],
    };

    private static FiscalFile Ncm(DateOnly asOf, string? ends, string? without = null) =>
        new(FiscalFileKind.Ncm, "ncm.json", $"{asOf}{ends}{without}", asOf, null)
    {
        Ncm =
        [
            .. Enumerable.Range(0, 9_500).Select(Code).Where(code => code != without).Select(code => new NcmNode(
                code, "Mercadoria", new DateOnly(2022, 4, 1), code == ends ? new DateOnly(2026, 12, 31) : NcmNode.Open,
                "Res Gecex 272/2021")),
        ],
    };

    private async Task<Guid> ClassifyAsync(string ncm)
    {
        await using var db = Context();
        var part = new PartNumber { Id = Guid.CreateVersion7(), Number = ncm, Normalized = ncm };
        var classification =
            new Classification { Id = Guid.CreateVersion7(), OrganisationId = User.Anonymous, PartNumberId = part.Id, Version = 1,
                Status = ClassificationState.Active, Ncm = ncm, Result = "{}" };
        db.AddRange(part, classification);
        await db.SaveChangesAsync(Ct);
        return classification.Id;
    }

    private Task<ImportOutcome> ImportAsync(FiscalFile file) => FiscalImport.ImportAsync(database, file, force: false, Ct);

    private async Task<FiscalTables> LoadAsync() => (await FiscalImport.LoadAsync(database, null, Ct))!;

    private NexaDbContext Context() => new(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql(connection).Options);

    private async Task<long> CountAsync(string table)
    {
        await using var command = database.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
