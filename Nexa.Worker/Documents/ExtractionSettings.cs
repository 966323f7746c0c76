using System.ComponentModel.DataAnnotations;

namespace Nexa.Worker.Documents;

/// <summary>The section <c>Documents</c>, as far as the worker reads it.</summary>
public sealed class ExtractionSettings
{
    /// <summary>Child processes kept ready; one document runs in each.</summary>
    [Range(1, 64)]
    public int Processes { get; set; } = 2;

    /// <summary>Wall and processor time that one document may take.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wall time more where Tesseract is installed: it reads a scanned page in some five seconds.</summary>
    public TimeSpan OcrTimeLimit { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>Memory that a child may hold before it is killed.</summary>
    [Range(64L << 20, 64L << 30)]
    public long MemoryLimit { get; set; } = 512L << 20;

    /// <summary>Documents that a child reads before another takes its place.</summary>
    [Range(1, 1_000_000)]
    public int Recycle { get; set; } = 200;
}
