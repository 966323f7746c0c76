namespace Nexa.Hosting;

/// <summary>The data folder, held by one running Nexa; the system releases it when its holder ends, however it ends.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
        WasLeftInDisorder = held.Length > 0;
        held.WriteByte((byte)'!');
        held.Flush();
    }

    public string Path { get; }

    /// <summary>The last run was killed: its servers and services may still be on their way out.</summary>
    public bool WasLeftInDisorder { get; }

    /// <exception cref="StartException">Another Nexa runs on it, or it cannot be written.</exception>
    public static DataFolder OpenFolder(string path)
    {
        Folders.CreatePrivate(path);
        var file = FileLock.TryAcquire(System.IO.Path.Combine(path, "nexa.lock"))
            ?? throw new StartException(
                $"Nexa already runs on the data folder {path}: stop it, or choose another folder with NEXA_DATA_DIR.");
        try
        {
            return new DataFolder(path, file);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new StartException(
                $"The data folder {path} cannot be written ({e.Message}): make room, or choose another with NEXA_DATA_DIR.", e);
        }
    }

    /// <summary>Notes that all ended in order, and lets go of the folder.</summary>
    public void Close()
    {
        held.SetLength(0);
        held.Dispose();
    }

    public void Dispose() => held.Dispose();
}
