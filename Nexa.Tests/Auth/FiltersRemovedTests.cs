using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Tests.Auth;

/// <summary>The API without a single condition on the organisation in what Entity Framework asks for: PostgreSQL still shows none.</summary>
public sealed partial class FiltersRemovedTests(Servers servers)
{
    private const string Ana = "SEGREDO-DA-ANA";
    private const string Bia = "SEGREDO-DA-BIA";

    /// <summary>
    /// Statements that name no organisation, though their table does: rows are changed by the key that they were found by under their
    /// organisation.
    /// </summary>
    private static readonly string[] ByKey =
    [
        "delete from importer", "delete from invitation", "delete from webhook", "update api_key", "update export_template",
        "update importer",
    ];

    [Fact]
    public async Task Row_security_alone_keeps_two_organisations_apart()
    {
        var statements = new LinqStatements(removeFilters: true);
        await using var host = await ApiHost.StartAsync(servers, statements: statements);
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        var (anas, bias) = (await DoubledTests.FillAsync(host, ana, Ana), await DoubledTests.FillAsync(host, bia, Bia));
        using var client = await host.ClientAsync(ana);

        foreach (var endpoint in EndpointMatrix.Endpoints.Where(e => e.Call.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var (status, body) = await DoubledTests.ReadAsync(client, DoubledTests.PathOf(endpoint, anas));
            Assert.False(body.Contains(Bia, StringComparison.OrdinalIgnoreCase), $"{endpoint} shows another organisation's data");
            if (endpoint.Owned is { } owned && bias.ContainsKey(owned))
            {
                Assert.True(status == HttpStatusCode.OK, $"{endpoint} of one's own: {(int)status}");
                var (refused, _) = await DoubledTests.ReadAsync(client, DoubledTests.PathOf(endpoint, bias));
                Assert.True(refused == HttpStatusCode.NotFound, $"{endpoint} of another organisation: {(int)refused}");
            }
        }

        Assert.True(statements.Changed.Count >= 15, $"only {statements.Changed.Count} statements had a filter to remove");
    }

    [Fact]
    public async Task Statements_of_linq_that_name_no_organisation_are_those_that_were_looked_at()
    {
        var statements = new LinqStatements();
        await using var host = await ApiHost.StartAsync(servers, statements: statements);
        foreach (var endpoint in EndpointMatrix.Endpoints)
        {
            var user = await host.CreateUserAsync();
            await EndpointMatrixTests.CallAsync(host, endpoint, await host.TokenAsync(user), user);
        }

        using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql("Host=nowhere").Options);
        var owned = string.Join('|', db.Model.GetEntityTypes().Where(type => type.FindProperty("OrganisationId") is not null)
            .Select(type => type.GetTableName()));
        var touches = new Regex($@"\b(from|join|update|into) ({owned})\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5));

        var found = statements.Seen.Keys.SelectMany(text => Statement().Split(text))
            .Where(text => touches.IsMatch(text) && !text.Contains("organisation_id", StringComparison.Ordinal))
            .Select(text => Verb().Match(text.TrimStart()).Value.ToLowerInvariant() is { Length: > 0 } change
                ? change : string.Join(", ", touches.Matches(text).Select(match => match.Value.ToLowerInvariant())))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.True(found.SequenceEqual(ByKey, StringComparer.Ordinal), string.Join('\n', found));
    }

    [GeneratedRegex(@";\s*\n", RegexOptions.None, 1000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^(update|delete from) \w+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Verb();
}
