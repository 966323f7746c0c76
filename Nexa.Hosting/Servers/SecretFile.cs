using System.Security.Cryptography;

namespace Nexa.Hosting.Servers;

/// <summary>A random password beside the data; its owner alone reads it.</summary>
internal static class SecretFile
{
    public static async Task<string> ReadOrMakeAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
        {
            Folders.CreatePrivate(Path.GetDirectoryName(file)!);
            await WriteAsync(file, RandomNumberGenerator.GetHexString(32, lowercase: true), ct);
        }

        return await File.ReadAllTextAsync(file, ct);
    }

    public static async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        File.Delete(file);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(text.AsMemory(), ct);
    }
}
