using Nexa.Api.Features.Catalogue;
using Nexa.Api.Features.Classifications;
using Nexa.Api.Features.Export;
using Nexa.Api.Features.History;
using Nexa.Api.Features.Webhooks;
using Nexa.Core.Review;
using Nexa.Core.Webhooks;

namespace Nexa.Api.Features.Review;

/// <summary>What analysts work with after the machine has answered.</summary>
internal static class ReviewServices
{
    public static void AddReview(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks");
        builder.Services.AddSingleton<Decisions>().AddSingleton<Undo>().AddSingleton<ReviewQueue>();
    }

    public static void MapAnalystWork(this IEndpointRouteBuilder routes)
    {
        routes.MapHistory();
        routes.MapClassifications();
        routes.MapReview();
        routes.MapExport();
        routes.MapPartNumbers();
        routes.MapManufacturers();
        routes.MapWebhooks();
    }
}
