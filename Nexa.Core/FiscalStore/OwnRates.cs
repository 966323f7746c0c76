using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.FiscalStore;

/// <summary>All that an organisation has to say of one tax in one scope: ICMS into a State, a list, a regime.</summary>
public sealed class OwnRates
{
    public Guid OrganisationId { get; init; }
    public required string Tax { get; init; }

    /// <summary>Empty for the general rate.</summary>
    public required string Scope { get; init; }

    /// <summary>JSON: the dated lines, as <see cref="OwnRateRows"/> writes them.</summary>
    public required string Lines { get; init; }
    public int Count { get; init; }
    public required string FileName { get; init; }
    public DateTimeOffset LoadedAt { get; init; }
}

internal sealed class OwnRatesMapping : IEntityTypeConfiguration<OwnRates>
{
    public void Configure(EntityTypeBuilder<OwnRates> rates)
    {
        rates.ToTable("own_rates");
        rates.HasKey(r => new { r.OrganisationId, r.Tax, r.Scope });
        rates.Property(r => r.Tax).HasMaxLength(20);
        rates.Property(r => r.Scope).HasMaxLength(40);
        rates.Property(r => r.Lines).HasColumnType("jsonb");
        rates.HasOne<Organisation>().WithMany().HasForeignKey(r => r.OrganisationId).OnDelete(DeleteBehavior.Cascade);
    }
}
