namespace Nexa.Web.Account;

internal sealed class SignInForm
{
    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }
}
