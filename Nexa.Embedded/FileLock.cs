namespace Nexa.Embedded;

/// <summary>A lock between processes; the system releases it when its holder ends, however it ends.</summary>
internal static class FileLock
{
    public static FileStream? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartException($"{path} cannot be written by this user: choose another data folder with NEXA_DATA_DIR.", e);
        }
    }

    public static async Task<FileStream> AcquireAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            await Task.Delay(200, ct);
        }
    }
}
