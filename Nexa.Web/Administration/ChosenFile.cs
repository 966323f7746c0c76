using Nexa.Client;

namespace Nexa.Web.Administration;

/// <summary>A file that a person has chosen.</summary>
public sealed record ChosenFile(string Name, byte[] Content)
{
    public FileParameter ToParameter() => new(new MemoryStream(Content, writable: false), Name, "application/octet-stream");
}
