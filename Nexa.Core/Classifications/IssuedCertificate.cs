using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>The fingerprint of a certificate that was given out: whoever holds one may ask whether Nexa made it.</summary>
public sealed class IssuedCertificate
{
    /// <summary>SHA-256 of the certificate's record, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
    public Guid OrganisationId { get; init; }

    /// <summary>When it was given out first.</summary>
    public DateTimeOffset IssuedAt { get; init; }
}

internal sealed class IssuedCertificateMapping : IEntityTypeConfiguration<IssuedCertificate>
{
    public void Configure(EntityTypeBuilder<IssuedCertificate> certificate)
    {
        certificate.ToTable("issued_certificate");
        certificate.HasKey(c => c.Sha256);
        certificate.Property(c => c.Sha256).HasMaxLength(64);
        certificate.Property(c => c.IssuedAt).HasDefaultValueSql("now()");
        certificate.HasOne<Organisation>().WithMany().HasForeignKey(c => c.OrganisationId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>The statements of the table <c>issued_certificate</c>.</summary>
public static class IssuedCertificates
{
    /// <summary>Notes a certificate; given out again, the first day stays.</summary>
    public static Task NoteAsync(NpgsqlDataSource database, string sha256, Guid organisation, CancellationToken ct) => database.Statement(
        "insert into issued_certificate (sha256, organisation_id) values ($1, $2) on conflict (sha256) do nothing", sha256, organisation)
        .ExecuteAsync(ct);

    /// <summary>The day in São Paulo on which a certificate of any organisation was given out; null for none.</summary>
    public static async Task<DateOnly?> FindDayAsync(NpgsqlDataSource allOrganisations, string sha256, CancellationToken ct) =>
        (await allOrganisations.Statement(
            "select (issued_at at time zone 'America/Sao_Paulo')::date as day from issued_certificate where sha256 = $1", sha256)
            .ListAsync(row => (DateOnly?)row.Date("day"), ct)).SingleOrDefault();
}
