using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.FiscalStore;

/// <summary>A file of the fiscal tables that was accepted. Its rows are never changed; the next file brings its own.</summary>
public sealed class FiscalFileEntry
{
    public Guid Id { get; init; }

    /// <summary>ncm, tipi, tariff, law, rates, attributes or exchange.</summary>
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public required string Sha256 { get; init; }

    /// <summary>starter, file or download.</summary>
    public required string Origin { get; init; }
    public DateOnly AsOf { get; init; }
    public string? Act { get; init; }
    public int Rows { get; init; }

    /// <summary>Codes born, ended, rates changed against the tables before it.</summary>
    public required string Diff { get; init; }
    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>The file whose days this one continues; exchange rates are never repeated.</summary>
    public Guid? FollowsId { get; init; }
}

/// <summary>
/// Which file of each kind is in force. Only ever added to: the one with the highest number holds, the others are history.
/// </summary>
public sealed class FiscalEdition
{
    public Guid Id { get; init; }
    public long Number { get; init; }
    public Guid? NcmFileId { get; init; }
    public Guid? TipiFileId { get; init; }
    public Guid? TariffFileId { get; init; }
    public Guid? LawFileId { get; init; }
    public Guid? RatesFileId { get; init; }

    /// <summary>A release that does not know the column leaves it null; a trigger takes the file of the edition before then.</summary>
    public Guid? AttributesFileId { get; init; }

    /// <summary>The newest file of exchange rates; those that it follows hold too.</summary>
    public Guid? ExchangeFileId { get; init; }

    public Guid?[] FileIds => [NcmFileId, TipiFileId, TariffFileId, LawFileId, RatesFileId, AttributesFileId, ExchangeFileId];
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A dated row of a file. <c>State</c> is VALUE, NT or UNKNOWN; the nomenclature has none.</summary>
public sealed class FiscalRow
{
    public Guid FileId { get; init; }
    public int Ordinal { get; init; }
    public required string Code { get; init; }
    public string? Ex { get; init; }
    public string? Annex { get; init; }
    public bool Quota { get; init; }
    public string? State { get; init; }
    public decimal? Percent { get; init; }
    public string? Text { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidTo { get; init; }
    public string? Act { get; init; }
    public string? EndAct { get; init; }

    /// <summary>Of a rate of the law or of the operator's; the Siscomex fee is in reais in <c>Percent</c>.</summary>
    public string? Tax { get; init; }
    public string? Scope { get; init; }

    /// <summary>Of an exchange rate, whose code is the currency: reais for one unit.</summary>
    public decimal? Amount { get; init; }
}

internal sealed class FiscalSchema : IEntityTypeConfiguration<FiscalFileEntry>, IEntityTypeConfiguration<FiscalEdition>,
    IEntityTypeConfiguration<FiscalRow>
{
    public void Configure(EntityTypeBuilder<FiscalFileEntry> file)
    {
        file.ToTable("fiscal_file", table => table.HasCheckConstraint(
            "fiscal_file_kind", "kind in ('ncm','tipi','tariff','law','rates','attributes','exchange')"));
        file.Property(f => f.Id).ValueGeneratedNever();
        file.Property(f => f.Diff).HasColumnType("jsonb");
        file.Property(f => f.ImportedAt).HasDefaultValueSql("now()");
        file.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(f => f.FollowsId).OnDelete(DeleteBehavior.Restrict);
        file.HasIndex(f => new { f.Kind, f.Sha256 }); // not unique: after a restore an earlier file may come again
    }

    public void Configure(EntityTypeBuilder<FiscalEdition> edition)
    {
        edition.ToTable("fiscal_edition");
        edition.Property(e => e.Id).ValueGeneratedNever();
        edition.Property(e => e.Number).UseIdentityAlwaysColumn();
        edition.Property(e => e.CreatedAt).HasDefaultValueSql("now()");
        edition.HasIndex(e => e.Number).IsUnique();
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.NcmFileId).OnDelete(DeleteBehavior.Restrict);
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.TipiFileId).OnDelete(DeleteBehavior.Restrict);
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.TariffFileId).OnDelete(DeleteBehavior.Restrict);
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.LawFileId).OnDelete(DeleteBehavior.Restrict);
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.RatesFileId).OnDelete(DeleteBehavior.Restrict);
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.AttributesFileId).OnDelete(DeleteBehavior.Restrict);
        edition.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(e => e.ExchangeFileId).OnDelete(DeleteBehavior.Restrict);
        edition.Ignore(e => e.FileIds);
    }

    public void Configure(EntityTypeBuilder<FiscalRow> row)
    {
        row.ToTable("fiscal_row", table =>
        {
            table.HasCheckConstraint("fiscal_row_state",
                "state in ('VALUE','NT','UNKNOWN') and (state = 'VALUE') = (percent is not null) or state is null and percent is null");
            table.HasCheckConstraint("fiscal_row_dates", "valid_from <= valid_to");
        });
        row.HasKey(r => new { r.FileId, r.Ordinal });
        row.Property(r => r.Amount).HasColumnType("numeric(18,8)");
        row.Property(r => r.Percent).HasColumnType("numeric(9,4)");
        row.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(r => r.FileId).OnDelete(DeleteBehavior.Restrict);
        row.HasIndex(r => new { r.Code, r.FileId });
    }
}
