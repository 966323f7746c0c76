namespace Nexa.Web.Shell;

/// <summary>Light or dark, as the user's cookie says.</summary>
public sealed class ThemeChoice(bool dark, Action changed)
{
    public bool IsDark { get; private set; } = dark;

    public string Toggle()
    {
        IsDark = !IsDark;
        changed();
        return IsDark ? "dark" : "light";
    }
}
