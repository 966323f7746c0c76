using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Problems;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;

namespace Nexa.Api.Features;

/// <summary>The parameter <c>snapshot</c>: an edition of the fiscal tables, for what they said then.</summary>
internal static class Snapshots
{
    private const string OwnRatesOfToday =
        "As alíquotas próprias da organização são as cadastradas hoje: a edição informada (snapshot) guarda apenas as tabelas fiscais.";

    /// <summary>What an answer of an earlier edition has to say of itself; empty where all of it is of one day.</summary>
    public static IReadOnlyList<string> ListNotes(OrganisationTables fiscal, FiscalTables tables) =>
        fiscal.MixesDays(tables) ? [OwnRatesOfToday] : [];

    public static ValidationProblem Unknown() =>
        ProblemServices.Invalid("snapshot", "Esta edição das tabelas fiscais não existe; as existentes estão em /fiscal-tables/editions.");
}
