using Nexa.Core.Data;

namespace Nexa.Core.Identity;

public static class NewOrganisation
{
    /// <summary>Adds an organisation with its first member, who is its ADMIN, to what the caller saves.</summary>
    /// <returns>Its id.</returns>
    public static Guid AddOrganisation(this NexaDbContext db, string name, Guid admin)
    {
        var organisation = new Organisation { Id = Guid.CreateVersion7(), Name = name };
        db.Organisations.Add(organisation);
        db.Memberships.Add(new Membership { OrganisationId = organisation.Id, UserId = admin, Role = Roles.Admin });
        return organisation.Id;
    }
}
