using Nexa.Api.Features.Classifications;
using Nexa.Api.Features.Export;
using Nexa.Api.Features.History;
using Nexa.Core.Review;

namespace Nexa.Api.Features.Review;

/// <summary>What analysts work with after the machine has answered.</summary>
internal static class ReviewServices
{
    public static void AddReview(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Decisions>().AddSingleton<Undo>().AddSingleton<ReviewQueue>();
    }

    public static void MapAnalystWork(this IEndpointRouteBuilder routes)
    {
        routes.MapHistory();
        routes.MapClassifications();
        routes.MapReview();
        routes.MapExport();
    }
}
