using System.Text.Json;

namespace Nexa.Web.Account;

/// <summary>What browsers say of passkeys is JSON that only Nexa and the device read.</summary>
internal static class PasskeyJson
{
    /// <summary>Empty for what is no JSON: Nexa refuses it.</summary>
    public static JsonElement ReadCredential(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return JsonElement.Parse("{}");
        }
    }
}
