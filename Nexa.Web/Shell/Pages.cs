namespace Nexa.Web.Shell;

internal static class Pages
{
    /// <summary>Bytes of one message of the browser: a pasted table of 1,000 rows has some 100 kB.</summary>
    public const long LargestPaste = 2 * 1024 * 1024;

    /// <summary>Everything comes from this host; nobody may show the console in a frame.</summary>
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    });
}
