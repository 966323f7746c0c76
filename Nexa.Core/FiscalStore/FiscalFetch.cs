using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.FiscalStore;

/// <summary>A request to an official address: what keeps every replica together within the few that the sites allow in an hour.</summary>
public sealed class FiscalFetch
{
    public Guid Id { get; init; }
    public required string Url { get; init; }
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Null while it runs; then imported, unchanged, refused, blocked or failed.</summary>
    public string? Outcome { get; init; }
    public string? Detail { get; init; }
}

internal sealed class FiscalFetchMapping : IEntityTypeConfiguration<FiscalFetch>
{
    public void Configure(EntityTypeBuilder<FiscalFetch> fetch)
    {
        fetch.ToTable("fiscal_fetch");
        fetch.Property(f => f.Id).ValueGeneratedNever();
        fetch.Property(f => f.RequestedAt).HasDefaultValueSql("now()");
        fetch.HasIndex(f => f.RequestedAt);
    }
}
