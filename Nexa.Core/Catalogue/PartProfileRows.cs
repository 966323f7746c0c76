using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

/// <summary>
/// The statements of the table <c>part_profile</c>, in the caller's transaction. A spelling of a spelling is refused: one look-up leads
/// to the part.
/// </summary>
public static class PartProfileRows
{
    /// <summary>Joins the profile <c>f</c> of a <c>classification c</c>'s part number.</summary>
    internal const string JoinProfile =
        "left join part_profile f on f.organisation_id = c.organisation_id and f.part_number_id = c.part_number_id";

    /// <summary>The part that a part number stands for: itself, or the one that it is another spelling of.</summary>
    internal static string SelectPart(string partNumber, string organisation) =>
        $"""
        coalesce((select alias_of_id from part_profile
          where organisation_id = {organisation} and part_number_id = {partNumber}), {partNumber})
        """;

    /// <summary>Whether the organisation has classified the part number.</summary>
    public static Task<bool> OwnsPartAsync(NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) =>
        connection.Statement($"select {ClassificationSql.HasClassified("$1", "$2")}", part, organisation).ScalarAsync<bool>(ct);

    /// <summary>
    /// Makes a number another spelling of the part; false when it is the part's own, or another part's, or one of both is a spelling
    /// itself.
    /// </summary>
    public static async Task<bool> AddSpellingAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, string number, CancellationToken ct) =>
        await connection.Statement(
            """
            with spelled as (
              insert into part_number (id, number, normalized) values ($3, $4, $5)
              on conflict (normalized, manufacturer_id) do update set number = part_number.number returning id)
            insert into part_profile (organisation_id, part_number_id, alias_of_id)
            select $2, s.id, $1 from spelled s join part_number p on p.id = $1 and p.normalized <> $5 where not exists (
              select from part_profile o where o.organisation_id = $2 and ((o.part_number_id = $1
                and o.alias_of_id is not null) or o.alias_of_id = s.id))
            on conflict (organisation_id, part_number_id) do update set alias_of_id = excluded.alias_of_id
              where part_profile.alias_of_id is null or part_profile.alias_of_id = excluded.alias_of_id
            """,
            part, organisation, Guid.CreateVersion7(), number, PartNumber.Normalize(number)).ExecuteAsync(ct) > 0;

    /// <summary>False when the number is no spelling of the part.</summary>
    public static async Task<bool> RemoveSpellingAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, string number, CancellationToken ct) =>
        await connection.Statement(
            """
            update part_profile f set alias_of_id = null from part_number p
            where p.id = f.part_number_id and f.organisation_id = $2 and f.alias_of_id = $1 and p.normalized = $3
            """,
            part, organisation, PartNumber.Normalize(number)).ExecuteAsync(ct) > 0;

    /// <summary>
    /// Saves the profile as a whole; false when the organisation has not classified the part, or may not make it a spelling of the other
    /// one.
    /// </summary>
    public static async Task<bool> SaveAsync(
        NpgsqlConnection connection, PartProfile profile, CancellationToken ct) => await connection.Statement(
        $"""
        insert into part_profile (part_number_id, organisation_id, country_of_origin, country_of_provenance, country_of_acquisition,
        alias_of_id)
        select $1, $2, $3, $4, $5, $6 where {ClassificationSql.HasClassified("$1", "$2")}
          and ($6 is null or ({ClassificationSql.HasClassified("$6", "$2")} and $6 <> $1 and not exists (
          select from part_profile where organisation_id = $2 and ((part_number_id = $6 and alias_of_id is not null) or alias_of_id = $1))))
        on conflict (organisation_id, part_number_id) do update set country_of_origin = excluded.country_of_origin,
          country_of_provenance = excluded.country_of_provenance, country_of_acquisition = excluded.country_of_acquisition,
          alias_of_id = excluded.alias_of_id
        """,
        profile.PartNumberId, profile.OrganisationId, profile.CountryOfOrigin, profile.CountryOfProvenance, profile.CountryOfAcquisition,
        profile.AliasOfId)
        .ExecuteAsync(ct) > 0;
}
