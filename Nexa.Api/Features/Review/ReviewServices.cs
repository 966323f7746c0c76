using Nexa.Core.Review;

namespace Nexa.Api.Features.Review;

/// <summary>Registers the decisions of analysts, their undo and the review queue.</summary>
internal static class ReviewServices
{
    public static void AddReview(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<Decisions>().AddSingleton<Undo>().AddSingleton<ReviewQueue>();
}
