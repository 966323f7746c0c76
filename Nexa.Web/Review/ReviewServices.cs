namespace Nexa.Web.Review;

internal static class ReviewServices
{
    /// <summary>One of each a circuit: what was decided stays while the reviewer looks at another page.</summary>
    public static void AddReview(this IServiceCollection services) =>
        services
            .AddScoped<ReviewQueue>().AddScoped<CaseReader>().AddScoped<ClaimedCases>().AddScoped<Refusal>().AddScoped<DecisionSender>()
            .AddScoped<ReviewDesk>().AddScoped<ReviewCount>();
}
