using System.Text.RegularExpressions;

namespace Nexa.Core.Catalogue;

/// <summary>The form of NVE codes: attribute of two letters and specification of four digits; an invoice takes eight of them.</summary>
public static partial class NveCodes
{
    public const string Form = "^[A-Z]{2}[0-9]{4}(, ?[A-Z]{2}[0-9]{4}){0,7}$";

    public static bool AreWellFormed(string text) => Pattern().IsMatch(text);

    [GeneratedRegex(Form, RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Pattern();
}
