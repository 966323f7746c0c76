using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;
using Nexa.Fiscal.Starter;

namespace Nexa.Tests.Agents.Pipeline;

public sealed class ClassifierDayTests
{
    [Theory]
    [InlineData("2026-12-01T00:30:00Z", "85322410")] // 30 November, 21:30 in Brasília
    [InlineData("2026-12-01T03:00:00Z", null)]
    public void Agents_judge_by_the_day_in_Brasilia(string moment, string? ncm)
    {
        var lastDay = new DateOnly(2026, 11, 30);
        var nodes = StarterFiles.ReadNodes().Select(node => node.Code == "85322410" ? node with { To = lastDay } : node);
        var tables = new FiscalTablesSource();
        tables.SwitchTo(
            new FiscalTables(Guid.NewGuid(), "NCM", lastDay, new NcmTable(nodes), StarterFiles.ReadTipi(StarterFiles.ReadAbout()), []));
        var clock = new FixedClock(DateTimeOffset.Parse(moment, null));

        var answer = new Classifier(tables, clock, new ServerSettings()).Classify(new Product("CL10C330JB8NNNC"));

        Assert.Equal(ncm, answer.Ncm == "85322410" ? answer.Ncm : null);
    }
}
