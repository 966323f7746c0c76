namespace Nexa.Api.Downloads;

/// <summary>A temporary file that this process alone can read, and that ends with its stream.</summary>
internal static class Spool
{
    private const int Buffer = 64 * 1024;

    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"nexa-answer-{Guid.NewGuid():n}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = Buffer,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (OperatingSystem.IsWindows())
        {
            return new(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path); // a process that is killed leaves no file
        return file;
    }
}
