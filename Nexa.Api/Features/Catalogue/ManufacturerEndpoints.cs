using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Catalogue;

/// <summary>Manufacturers of what the user has classified; their particulars are each user's own.</summary>
internal static class ManufacturerEndpoints
{
    public static void MapManufacturers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/manufacturers").WithTags("Catalogue").RequireAuthorization(Permissions.Read);
        group.MapGet("/", ListAsync).WithName("listManufacturers").WithSummary("Manufacturers by name");
        group.MapGet("/{id:guid}", GetAsync).WithName("getManufacturer").WithSummary("One manufacturer");
        group.MapPut("/{id:guid}", SaveAsync).WithName("saveManufacturer").RequireAuthorization(Permissions.Review)
            .WithSummary("Legal name, address, country, tax number and other names; what is left out is cleared").Refuses(409);
        group.MapPost("/{id:guid}/merge", ManufacturerMerge.MergeAsync).WithName("mergeManufacturer")
            .RequireAuthorization(Permissions.Review)
            .WithSummary("Makes another manufacturer, and its other names, other names of this one").Refuses(409);
    }

    private static async Task<Results<Ok<ManufacturerPage>, ValidationProblem>> ListAsync(
        CurrentUser user, NexaDbContext db, string? search, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "name", out var after))
        {
            return Paging.RefuseCursor();
        }

        var makers = SelectOwn(db, user.Organisation);
        if (search is { Length: > 0 })
        {
            var key = Manufacturer.BuildKey(search);
            makers = makers.Where(m => m.NameKey.Contains(key));
        }

        if (after is not null)
        {
#pragma warning disable CA1309 // becomes SQL: the collation is the database's
            makers = makers.Where(m => string.Compare(m.NameKey, after.Key) > 0);
#pragma warning restore CA1309
        }

        var size = Paging.ReadSize(limit);
        var (shown, next) = Paging.Cut(
            await makers.OrderBy(m => m.NameKey).Take(size + 1).ToListAsync(ct), size, last => new Cursor("name", last.NameKey, last.Id));
        return TypedResults.Ok(new ManufacturerPage(await ReadViewsAsync(db, user, shown, ct), next));
    }

    private static async Task<Results<Ok<ManufacturerView>, NotFound>> GetAsync(
        Guid id, CurrentUser user, NexaDbContext db, CancellationToken ct) =>
        await SelectOwn(db, user.Organisation).Where(m => m.Id == id).ToListAsync(ct) is [var maker]
            ? TypedResults.Ok((await ReadViewsAsync(db, user, [maker], ct))[0]) : TypedResults.NotFound();

    private static async Task<Results<Ok<ManufacturerView>, NotFound, ValidationProblem, ProblemHttpResult>> SaveAsync(
        Guid id, SaveManufacturer save, CurrentUser user, NexaDbContext db, CancellationToken ct)
    {
        if (await SelectOwn(db, user.Organisation).SingleOrDefaultAsync(m => m.Id == id, ct) is not { } maker)
        {
            return TypedResults.NotFound();
        }

        var aliases = (save.Aliases ?? []).Select(name => (Name: name.Trim(), Key: Manufacturer.BuildKey(name)))
            .Where(alias => alias.Key != maker.NameKey).DistinctBy(alias => alias.Key, StringComparer.Ordinal).ToList();
        if (aliases.Exists(alias => alias.Key.Length is < 2 or > 200))
        {
            return ProblemServices.Invalid("aliases", "Cada nome alternativo deve ter de 2 a 200 caracteres.");
        }

        try
        {
            var refused = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => StoreAsync(maker, save, aliases, user, db, ct));
            if (refused is not null)
            {
                return ProblemServices.Problem(StatusCodes.Status409Conflict, refused);
            }
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ProblemServices.Problem(StatusCodes.Status409Conflict, "Um destes nomes alternativos já é de outro fabricante.");
        }

        return TypedResults.Ok((await ReadViewsAsync(db, user, [maker], ct))[0]);
    }

    /// <returns>Why nothing was stored; null where all was.</returns>
    private static async Task<string?> StoreAsync(
        Manufacturer maker, SaveManufacturer save, List<(string Name, string Key)> aliases, CurrentUser user, NexaDbContext db,
        CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await ManufacturerRows.LockAliasesAsync((NpgsqlConnection)db.Database.GetDbConnection(), user.Organisation, ct);
        if (await FindChainAsync(db, user.Organisation, maker, aliases.ConvertAll(alias => alias.Key), ct) is { } chain)
        {
            return chain;
        }

        var profile = await db.ManufacturerProfiles.SingleOrDefaultAsync(
            p => p.ManufacturerId == maker.Id && p.OrganisationId == user.Organisation, ct);
        if (profile is null)
        {
            profile = new ManufacturerProfile { OrganisationId = user.Organisation, ManufacturerId = maker.Id };
            db.Add(profile);
        }

        (profile.LegalName, profile.TaxNumber, profile.Street, profile.City) = (save.LegalName, save.TaxNumber, save.Street, save.City);
        (profile.Subdivision, profile.PostalCode, profile.Country, profile.Email) =
            (save.Subdivision, save.PostalCode, save.Country, save.Email);
        var before = await db.ManufacturerAliases.Where(a => a.OrganisationId == user.Organisation && a.ManufacturerId == maker.Id)
            .ToListAsync(ct);
        db.RemoveRange(before.Where(old => !aliases.Exists(alias => alias.Key == old.NameKey)));
        db.AddRange(aliases.Where(alias => !before.Exists(old => old.NameKey == alias.Key)).Select(alias => new ManufacturerAlias
        {
            OrganisationId = user.Organisation, ManufacturerId = maker.Id, Name = alias.Name, NameKey = alias.Key,
        }));
        db.Audit(user, "manufacturer.saved", $"manufacturer:{maker.Id}", after: save);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>Why these aliases would make an alias of an alias, which one look-up does not resolve; null where they don't.</summary>
    private static async Task<string?> FindChainAsync(
        NexaDbContext db, Guid organisation, Manufacturer maker, List<string> keys, CancellationToken ct)
    {
        var aliases = db.ManufacturerAliases.Where(a => a.OrganisationId == organisation);
        return keys.Count == 0 ? null
            : await aliases.AnyAsync(a => a.NameKey == maker.NameKey, ct)
                ? "Este já é outro nome de um fabricante: os nomes alternativos ficam no principal."
            : await aliases.AnyAsync(a => a.ManufacturerId != maker.Id
                && db.Manufacturers.Any(m => m.Id == a.ManufacturerId && keys.Contains(m.NameKey)), ct)
                ? "Um destes nomes é de um fabricante que tem outros nomes. Unifique os dois fabricantes."
            : null;
    }

    internal static IQueryable<Manufacturer> SelectOwn(NexaDbContext db, Guid organisation) =>
        db.Manufacturers.AsNoTracking()
            .Where(m => db.Classifications.Any(c => c.ManufacturerId == m.Id && c.OrganisationId == organisation));

    internal static async Task<List<ManufacturerView>> ReadViewsAsync(
        NexaDbContext db, CurrentUser user, List<Manufacturer> makers, CancellationToken ct)
    {
        var (ids, names) = (makers.ConvertAll(m => m.Id), makers.ConvertAll(m => m.NameKey));
        var profiles = await db.ManufacturerProfiles.AsNoTracking()
            .Where(p => p.OrganisationId == user.Organisation && ids.Contains(p.ManufacturerId))
            .ToDictionaryAsync(p => p.ManufacturerId, ct);
        var aliases = await db.ManufacturerAliases.AsNoTracking()
            .Where(a => a.OrganisationId == user.Organisation && (ids.Contains(a.ManufacturerId) || names.Contains(a.NameKey)))
            .OrderBy(a => a.NameKey)
            .ToListAsync(ct);
        return makers.ConvertAll(maker =>
        {
            var saved = profiles.GetValueOrDefault(maker.Id);
            var answered = saved is null ? MakerAddress.ReadLine(maker.Address, maker.Country, city: null) : null;
            return new ManufacturerView(
                maker.Id, maker.Name, saved?.LegalName, saved?.TaxNumber, saved?.Street ?? answered?.Street, saved?.City ?? answered?.City,
                saved?.Subdivision ?? answered?.Subdivision, saved?.PostalCode ?? answered?.PostalCode,
                saved?.Country ?? answered?.Country, saved?.Email,
                [.. aliases.Where(a => a.ManufacturerId == maker.Id).Select(a => a.Name)],
                aliases.Find(a => a.NameKey == maker.NameKey)?.ManufacturerId,
                answered is { Street: not null } or { Country: not null });
        });
    }
}
