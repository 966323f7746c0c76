using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;

namespace Microsoft.Extensions.Hosting;

/// <summary>Settings that containers mount as files: a secret in the environment would be shown by every child and dump.</summary>
public static class SecretFiles
{
    /// <summary>Where Docker and Podman mount secrets; each file is named like the environment variable that it stands for.</summary>
    private const string Mounted = "/run/secrets";

    /// <summary>Reads the files below every other source, so that any of them may say otherwise.</summary>
    public static TBuilder AddSecretFiles<TBuilder>(this TBuilder builder, string folder = Mounted)
        where TBuilder : IHostApplicationBuilder
    {
        if (Directory.Exists(folder))
        {
            builder.Configuration.Sources.Insert(0, new KeyPerFileConfigurationSource
            {
                FileProvider = new PhysicalFileProvider(folder), Optional = true,
            });
        }

        return builder;
    }
}
