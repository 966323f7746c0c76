using Nexa.Tests.Export;

namespace Nexa.Tests.Regressions;

/// <summary>The official spreadsheet has the ERP's own text or none, and countries by their name.</summary>
public sealed class OfficialSpreadsheetTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData("TW", "Taiwan", null)]
    [InlineData("DE", "Alemanha", "CAP CER 100NF 50V")]
    [InlineData("KR", "Coreia do Sul", "=1+1")]
    public async Task A_row_says_what_is_known(string country, string name, string? text)
    {
        using var ana = host.As(AnalystHost.Ana);
        var task = Guid.CreateVersion7();
        await host.ExecuteAsync(
            """
            insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq, finished_at)
            values ($1, $2, 'BATCH', 'DONE', false, 1, 1, 0, 0, now())
            """, task, AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"SHEET-{country}", confidence: 0.95, task: task);
        await host.ExecuteAsync("update classification set pais = $2 where id = $1", id, country);
        await host.ExecuteAsync(
            """
            insert into task_item (id, task_id, position, part_number, status, classification_id, description)
            values ($1, $2, 1, 'x', 'DONE', $3, nullif($4, ''))
            """, Guid.CreateVersion7(), task, id, text ?? "");

        using var response = await ana.GetAsync(
            new Uri($"/export-excel?task_id={task}", UriKind.Relative), TestContext.Current.CancellationToken);
        var sheet = await ExportTests.SheetAsync(response);
        var row = sheet[0].Zip(sheet[1]).ToDictionary(cell => (string)cell.First!, cell => cell.Second, StringComparer.Ordinal);

        Assert.Equal(text?.Replace("=", "'=", StringComparison.Ordinal), row["DESCRIÇÃO ERP"]);
        Assert.Equal(name, row["Descr. País"]);
    }
}
