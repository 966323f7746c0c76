using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Nexa.Api.Features.Account;

/// <summary>
/// One address and nothing around it: "Name &lt;address&gt;" would be another user with the same mail, and letters that look like others
/// another user with the same looks.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed partial class PlainEmailAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is not string { Length: > 0 } email || Address().IsMatch(email.Trim());

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\z",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
