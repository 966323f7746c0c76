using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Problems;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>Who signs in with two factors (<c>Nexa:RequireSecondFactor</c>).</summary>
internal enum RequiredSecondFactor
{
    None,

    /// <summary>ADMINs of an organisation, and operators of the installation.</summary>
    Admins,
    Everyone,
}

/// <summary>
/// The one place that asks whether a session has shown a second factor where it must: whoever must and has not gets nothing but what an
/// endpoint allows by <see cref="OpenBeforeEnrolment"/>.
/// </summary>
internal static class SecondFactorRule
{
    public static TBuilder OpenBeforeEnrolment<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new BeforeEnrolment());

    /// <summary>Marks what <c>Nexa:ApproveWithSecondFactor</c> binds to a session that was signed in with two factors.</summary>
    public static TBuilder Approves<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new Approval());

    public static void UseSecondFactorRule(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IdentitySettings>();
        app.Use((context, next) => FindRefusal(context, settings) is { } refusal ? refusal.ExecuteAsync(context) : next(context));
    }

    /// <summary>Whether the setting asks for the second factor of somebody with these roles.</summary>
    public static bool AppliesTo(this RequiredSecondFactor required, IEnumerable<string> roles) =>
        required == RequiredSecondFactor.Everyone
        || (required == RequiredSecondFactor.Admins && roles.Any(role => role is Roles.Admin or Roles.Operator));

    private static ProblemHttpResult? FindRefusal(HttpContext context, IdentitySettings settings)
    {
        var endpoint = context.GetEndpoint()?.Metadata;
        if (CurrentUser.Find(context.User) is not { } user || endpoint?.GetMetadata<IAllowAnonymous>() is not null)
        {
            return null; // authorization decides
        }

        if (user.MustEnrol && endpoint?.GetMetadata<BeforeEnrolment>() is null)
        {
            return ProblemServices.Problem(403,
                "Sua conta precisa de um segundo fator: cadastre-o em Minha conta para continuar; se já tem um, entre novamente com ele.",
                new KeyValuePair<string, object?>("second_factor_enrolment_required", true));
        }

        return settings.ApproveWithSecondFactor && !user.HasSecondFactor && endpoint?.GetMetadata<Approval>() is not null
            ? ProblemServices.Problem(403, "Para aprovar, entre com o segundo fator da sua conta.",
                new KeyValuePair<string, object?>("second_factor_required", true))
            : null;
    }

    private sealed record BeforeEnrolment;

    private sealed record Approval;
}
