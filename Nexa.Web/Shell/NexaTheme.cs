using MudBlazor;

namespace Nexa.Web.Shell;

/// <summary>The tokens of wwwroot/tokens.css as MudBlazor takes them.</summary>
internal static class NexaTheme
{
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0B6E75", PrimaryContrastText = "#FFFFFF", Success = "#197646", Warning = "#8A5D00", Error = "#B42318", Info = "#175CD3",
            Background = "#F6F7F8", Surface = "#FFFFFF", TextPrimary = "#16191D", TextSecondary = "#4A525B", ActionDefault = "#4A525B",
            LinesDefault = "#DDE1E5", LinesInputs = "#8A939C", TableLines = "#DDE1E5", Divider = "#DDE1E5",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#4FC3CB", PrimaryContrastText = "#06282B", Success = "#5FCB8F", Warning = "#E5B04B", Error = "#F58A80", Info = "#7FB0FF",
            SuccessContrastText = "#06281A", WarningContrastText = "#2B1F06", ErrorContrastText = "#3B0D09", InfoContrastText = "#0A1F42",
            Background = "#101316", Surface = "#171B1F", TextPrimary = "#ECEFF1", TextSecondary = "#B6BFC7", ActionDefault = "#B6BFC7",
            LinesDefault = "#2C343B", LinesInputs = "#74808B", TableLines = "#2C343B", Divider = "#2C343B",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Inter", "system-ui", "sans-serif"], FontSize = "14px", LineHeight = "20px", LetterSpacing = "0" },
            Button = new ButtonTypography { FontSize = "14px", FontWeight = "550", LineHeight = "20px", LetterSpacing = "0", TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
