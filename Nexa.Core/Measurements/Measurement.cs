using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Measurements;

/// <summary>
/// The one row in which the gauges of the whole installation stand: one worker measures, the others read what it wrote.
/// </summary>
public sealed class Measurement
{
    public int Id { get; init; }
    public DateTimeOffset MeasuredAt { get; init; }

    /// <summary><see cref="SystemGauges"/> as JSON.</summary>
    public required string Gauges { get; init; }
}

internal sealed class MeasurementMapping : IEntityTypeConfiguration<Measurement>
{
    public void Configure(EntityTypeBuilder<Measurement> measurement)
    {
        measurement.ToTable("measurement", table => table.HasCheckConstraint("one_measurement", "id = 1"));
        measurement.Property(m => m.Id).ValueGeneratedNever();
        measurement.Property(m => m.Gauges).HasColumnType("jsonb");
    }
}
