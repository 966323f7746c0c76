namespace Nexa.Web.Account;

/// <summary>The fields of the pages outside the session; each has some of them.</summary>
internal sealed class AccountForm
{
    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>Of the letter that confirms the e-mail address.</summary>
    public string? Code { get; set; }

    /// <summary>Of a link in a mail.</summary>
    public string? Token { get; set; }
}
