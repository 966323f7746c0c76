using System.ComponentModel.DataAnnotations;

namespace Nexa.Core.Review;

public sealed class ReviewSettings
{
    /// <summary>The share of automatically accepted classifications that a person looks at all the same.</summary>
    [Range(0, 1)]
    public double SampleShare { get; set; } = 0.02;
}
