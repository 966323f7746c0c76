namespace Nexa.Worker.Diagnosis;

/// <summary>Broken: Nexa does not work as it is set up. Warning: it does, with less than it could.</summary>
internal enum Health { Ok, Warning, Broken }

/// <param name="Health">How bad it is.</param>
/// <param name="Sentence">What was found and, unless all is well, what to do.</param>
internal sealed record Finding(Health Health, string Sentence)
{
    public static Finding Fine(string sentence) => new(Health.Ok, sentence);

    public static Finding Warn(string sentence) => new(Health.Warning, sentence);

    public static Finding Break(string sentence) => new(Health.Broken, sentence);
}
