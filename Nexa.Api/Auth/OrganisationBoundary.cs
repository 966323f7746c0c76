using Nexa.Core.Data;

namespace Nexa.Api.Auth;

/// <summary>
/// A database parameter of what serves no single organisation: sign-in and accounts, before an organisation is known; what a person does
/// in several; an operator's work. All others are bound to the organisation of the request.
/// </summary>
internal sealed class AllOrganisationsAttribute() : FromKeyedServicesAttribute(DatabaseRoles.System);

internal static class OrganisationBoundary
{
    /// <summary>Lets PostgreSQL show the request the rows of the organisation that its credentials name, and no others.</summary>
    public static void UseOrganisationScope(this WebApplication app) => app.Use(async (context, next) =>
    {
        using var scope = CurrentUser.Find(context.User) is { } user ? OrganisationScope.Enter(user.Organisation) : null;
        await next(context);
    });

    /// <summary>The context for what serves no single organisation, outside of a request.</summary>
    public static NexaDbContext GetAllOrganisations(this IServiceProvider services) =>
        services.GetRequiredKeyedService<NexaDbContext>(DatabaseRoles.System);
}
