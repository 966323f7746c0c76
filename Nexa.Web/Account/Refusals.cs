using Nexa.Client;

namespace Nexa.Web.Account;

internal static class Refusals
{
    /// <summary>Does what a form asks for.</summary>
    /// <returns>Why it was refused, as the user reads it; null where it was done.</returns>
    public static async Task<string?> FindAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (NexaProblemException refused)
        {
            return refused.Message;
        }
        catch (HttpRequestException)
        {
            return "A Nexa não respondeu; tente novamente em instantes.";
        }
    }
}
