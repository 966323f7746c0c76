using System.Text.Json;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// Knowledge/calibration.json: how often an answer with this raw probability is right, measured by the bench verb <c>accuracy</c>.
/// </summary>
public sealed class Confidence
{
    /// <summary>
    /// From here on an answer may be used without a second look. Chosen: at most one in ten is wrong; by the calibration a score is the
    /// share of right answers.
    /// </summary>
    public const double High = 0.90;

    /// <summary>Chosen: from here on an answer is more often right than wrong, with some margin.</summary>
    public const double Medium = 0.60;

    private readonly Dictionary<KnowledgeSource, (double Raw, double Right)[]> bySource;

    private Confidence(Dictionary<KnowledgeSource, (double, double)[]> bySource) => this.bySource = bySource;

    public static Confidence Load()
    {
        using var stream = typeof(Confidence).Assembly.GetManifestResourceStream("Knowledge/calibration.json")!;
        using var document = JsonDocument.Parse(stream);
        return new Confidence(document.RootElement.GetProperty("points").EnumerateObject().ToDictionary(
            source => Enum.Parse<KnowledgeSource>(source.Name),
            source => source.Value.EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble())).ToArray()));
    }

    public static string NameBand(double confidence) => confidence >= High ? "high" : confidence >= Medium ? "medium" : "low";

    internal double Calibrate(double raw, KnowledgeSource source)
    {
        var points = bySource[source];
        for (var i = 1; i < points.Length; i++)
        {
            var (from, to) = (points[i - 1], points[i]);
            if (raw <= to.Raw)
            {
                return to.Raw > from.Raw ? from.Right + ((raw - from.Raw) / (to.Raw - from.Raw) * (to.Right - from.Right)) : to.Right;
            }
        }

        return points[^1].Right;
    }
}
