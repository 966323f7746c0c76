using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Catalogue;

/// <summary>A maker of parts, as the agents or an analyst name it.</summary>
public sealed class Manufacturer
{
    public Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary><see cref="Name"/> in upper case with single spaces: one row a name.</summary>
    public required string NameKey { get; init; }
    public string? Address { get; set; }
    public string? Country { get; set; }

    public static string BuildKey(string name) =>
        string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}

/// <summary>A manufacturer's part number; unique within its manufacturer, also where that is not known.</summary>
public sealed class PartNumber
{
    public Guid Id { get; init; }
    public Guid? ManufacturerId { get; set; }
    public required string Number { get; init; }

    /// <summary><see cref="Number"/> as it is looked up: upper case, no white space.</summary>
    public required string Normalized { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public static string Normalize(string number) => string.Concat(number.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}

internal sealed class ManufacturerMapping : IEntityTypeConfiguration<Manufacturer>
{
    public void Configure(EntityTypeBuilder<Manufacturer> manufacturer)
    {
        manufacturer.ToTable("manufacturer");
        manufacturer.Property(m => m.Id).ValueGeneratedNever();
        manufacturer.HasIndex(m => m.NameKey).IsUnique();
    }
}

internal sealed class PartNumberMapping : IEntityTypeConfiguration<PartNumber>
{
    public void Configure(EntityTypeBuilder<PartNumber> partNumber)
    {
        partNumber.ToTable("part_number");
        partNumber.Property(p => p.Id).ValueGeneratedNever();
        partNumber.Property(p => p.CreatedAt).HasDefaultValueSql("now()");
        partNumber.HasOne<Manufacturer>().WithMany().HasForeignKey(p => p.ManufacturerId);
        partNumber.HasIndex(p => new { p.Normalized, p.ManufacturerId }).IsUnique().AreNullsDistinct(false);
    }
}
