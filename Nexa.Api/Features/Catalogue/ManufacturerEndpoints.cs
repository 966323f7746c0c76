using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Catalogue;

/// <summary>Manufacturers of what the user has classified; their particulars are each user's own.</summary>
internal static class ManufacturerEndpoints
{
    public static void MapManufacturers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/manufacturers").WithTags("Catalogue").RequireAuthorization(Permissions.Read);
        group.MapGet("/", ListAsync).WithSummary("Manufacturers by name");
        group.MapPut("/{id:guid}", SaveAsync).RequireAuthorization(Permissions.Review).WithSummary("Legal name, address, country and tax number, as declared");
    }

    private static async Task<Ok<List<ManufacturerView>>> ListAsync(CurrentUser user, NexaDbContext db, string? search, string? after, int? limit, CancellationToken ct)
    {
        var makers = Mine(db, user.Sees);
        if (search is { Length: > 0 })
        {
            var key = Manufacturer.KeyOf(search);
            makers = makers.Where(m => m.NameKey.Contains(key));
        }

        if (after is { Length: > 0 })
        {
            var key = Manufacturer.KeyOf(after);
#pragma warning disable CA1309 // becomes SQL: the collation is the database's
            makers = makers.Where(m => string.Compare(m.NameKey, key) > 0);
#pragma warning restore CA1309
        }

        var page = await makers.OrderBy(m => m.NameKey).Take(Math.Clamp(limit ?? 50, 1, 200))
            .GroupJoin(db.ManufacturerProfiles.Where(p => p.OwnerId == user.Id), m => m.Id, p => p.ManufacturerId, (maker, profiles) => new { maker, profiles })
            .SelectMany(pair => pair.profiles.DefaultIfEmpty(), (pair, profile) => new { pair.maker, profile }).OrderBy(pair => pair.maker.NameKey).ToListAsync(ct);
        return TypedResults.Ok(page.ConvertAll(pair => View(pair.maker, pair.profile)));
    }

    private static async Task<Results<Ok<ManufacturerView>, NotFound>> SaveAsync(Guid id, SaveManufacturer save, CurrentUser user, NexaDbContext db, CancellationToken ct)
    {
        if (await Mine(db, user.Sees).SingleOrDefaultAsync(m => m.Id == id, ct) is not { } maker)
        {
            return TypedResults.NotFound();
        }

        var profile = await db.ManufacturerProfiles.SingleOrDefaultAsync(p => p.ManufacturerId == id && p.OwnerId == user.Id, ct);
        if (profile is null)
        {
            profile = new ManufacturerProfile { OwnerId = user.Id, ManufacturerId = id };
            db.Add(profile);
        }

        (profile.LegalName, profile.TaxNumber, profile.Street, profile.City) = (save.LegalName, save.TaxNumber, save.Street, save.City);
        (profile.Subdivision, profile.PostalCode, profile.Country, profile.Email) = (save.Subdivision, save.PostalCode, save.Country, save.Email);
        db.Audit(user, "manufacturer.saved", $"manufacturer:{id}", after: save);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(View(maker, profile));
    }

    private static IQueryable<Manufacturer> Mine(NexaDbContext db, Guid[] sees) =>
        db.Manufacturers.AsNoTracking().Where(m => db.PartNumbers.Any(p => p.ManufacturerId == m.Id && db.Classifications.Any(c => c.PartNumberId == p.Id && sees.Contains(c.OwnerId))));

    private static ManufacturerView View(Manufacturer maker, ManufacturerProfile? profile) => new(
        maker.Id, maker.Name, profile?.LegalName, profile?.TaxNumber, profile?.Street, profile?.City, profile?.Subdivision, profile?.PostalCode, profile?.Country, profile?.Email);
}
