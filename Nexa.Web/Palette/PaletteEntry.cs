namespace Nexa.Web.Palette;

/// <summary>Something that the palette leads to.</summary>
/// <param name="Group">Under which heading it stands.</param>
/// <param name="Title">What it is.</param>
/// <param name="Hint">What tells it from its neighbours; empty where nothing does.</param>
/// <param name="Href">Its page; null for an action of the shell.</param>
/// <param name="IsCode">The title is a code or a number.</param>
internal sealed record PaletteEntry(string Group, string Title, string Hint, string? Href, bool IsCode = false);
