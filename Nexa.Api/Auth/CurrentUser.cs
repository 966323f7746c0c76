using Nexa.Core.Data;

namespace Nexa.Api.Auth;

/// <summary>Who asks. Every query filters by <see cref="Sees"/>; what is written belongs to <see cref="Id"/>.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Sees">Whose data the user may read: the user's own, and for an ADMIN that of the users they supervise.</param>
public sealed record CurrentUser(Guid Id, Guid[] Sees)
{
    public static CurrentUser Anonymous { get; } = new(User.Anonymous, [User.Anonymous]);
}
