using Nexa.Core.Data;

namespace Nexa.Api.Auth;

/// <summary>
/// Injects the database of the role <c>nexa_system</c>, which sees all organisations. For sign-in and accounts, for what a person does in
/// several organisations, and for operators; everything else is bound to the organisation of the request.
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
