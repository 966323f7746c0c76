namespace Nexa.Tests.Settings;

/// <summary>
/// <c>docs/configuration.md</c> is made of the settings classes, their comments, bounds and defaults. Run with NEXA_WRITE_DOCS=1, this
/// writes it.
/// </summary>
public sealed class ConfigurationPageTests(Servers servers)
{
    private const string Page = "docs/configuration.md";

    [Fact]
    public async Task The_page_is_what_the_settings_say()
    {
        var made = ConfigurationPage.Write(await ServiceSettings.ReadAsync(servers));
        if (Environment.GetEnvironmentVariable("NEXA_WRITE_DOCS") is "1")
        {
            await File.WriteAllTextAsync(Repository.Find(Page), made, TestContext.Current.CancellationToken);
        }

        Assert.True(made == await Repository.ReadAsync(Page),
            $"{Page} no longer says what the settings are: run this test with NEXA_WRITE_DOCS=1, look at the change and commit it.");
    }
}
