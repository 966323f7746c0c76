using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Problems;

namespace Nexa.Api.Features;

/// <summary>The parameter <c>snapshot</c>: an edition of the fiscal tables, for what they said then.</summary>
internal static class Snapshots
{
    public static ValidationProblem Unknown() =>
        ProblemServices.Invalid("snapshot", "Esta edição das tabelas fiscais não existe; as existentes estão em /fiscal-tables/editions.");
}
