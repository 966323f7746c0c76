namespace Nexa.Web.Account;

/// <summary>The fields of the pages outside the session; each has some of them.</summary>
internal sealed class AccountForm
{
    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>Of the letter that confirms the e-mail address.</summary>
    public string? Code { get; set; }

    /// <summary>A code of the authenticator app, or a recovery code.</summary>
    public string? SecondFactor { get; set; }

    /// <summary>Of the sign-in whose password was right, and which waits for the second factor (<see cref="Session.WaitingSignIns"/>).</summary>
    public string? Waiting { get; set; }

    /// <summary>What a device was asked to sign.</summary>
    public Guid? Challenge { get; set; }

    /// <summary>What the device has signed, as JSON.</summary>
    public string? Credential { get; set; }

    /// <summary>Of a link in a mail.</summary>
    public string? Token { get; set; }
}
