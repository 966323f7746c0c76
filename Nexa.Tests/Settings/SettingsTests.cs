using Nexa.Agents.Pipeline;
using Nexa.Worker.Classification;

namespace Nexa.Tests.Settings;

public sealed class SettingsTests(Servers servers)
{
    [Fact]
    public async Task Every_setting_of_a_service_stands_in_the_table_of_the_README_and_every_line_is_a_setting()
    {
        var sections = (await ServiceSettings.ReadAsync(servers)).All.ToList();

        var names = ServiceSettings.ListNames(sections);
        var sectionNames = sections.ConvertAll(section => section.Name.Split(':')[0]);
        var listed = (await ServiceSettings.ListDocumentedAsync()).Select(setting => setting.Name)
            .Where(name => sectionNames.Contains(name.Split("__")[0], StringComparer.Ordinal)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_are_called_settings()
    {
        var wrong =
            new[] { typeof(Api.Auth.CurrentUser).Assembly, typeof(ResultWriter).Assembly, typeof(Core.CoreServices).Assembly,
                typeof(Classifier).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal));

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Nexa.Api", "Documents__MaxSize", "12", "Documents:MaxSize is not valid")]
    [InlineData("Nexa.Api", "Documents__WaitFor", "soon", "Failed to convert configuration value 'soon' at 'Documents:WaitFor'")]
    [InlineData("Nexa.Api", "RateLimits__Upload__Burst", "0", "RateLimits: each Burst and PerSecond must be at least 1.")]
    [InlineData("Nexa.Worker", "Review__SampleShare", "2", "Review:SampleShare is not valid")]
    [InlineData("Nexa.Worker", "Intake__BatchSize", "0", "Intake:BatchSize is not valid")]
    [InlineData("Nexa.Worker", "Jobs__Extractions", "0", "Jobs:Extractions is not valid")]
    [InlineData("Nexa.Worker", "Nexa__EncryptionKey", "", "Nexa:EncryptionKey is missing")]
    [InlineData("Nexa.Worker", "Nexa__EncryptionKey", "too short", "Nexa:EncryptionKey is too short")]
    [InlineData("Nexa.Agents", "Agents__AbstainBelow", "1.5", "Agents:AbstainBelow is not valid")]
    [InlineData("Nexa.Agents", "Agents__Chat__Endpoint", "http://127.0.0.1:9", "Agents:Chat needs an absolute Endpoint and a Model.")]
    [InlineData("Nexa.Api", "Fiscal__Taxes__IcmsWithoutCbsIbs__0", "XX", "Fiscal:Taxes:IcmsWithoutCbsIbs names XX, which is no State.")]
    [InlineData("Nexa.Worker", "Fiscal__Refresh__Interval", "00:05:00", "Fiscal:Refresh:Interval must be an hour or more.")]
    [InlineData("Nexa.Worker", "Agents__BaseUrl", "nonsense", "Agents:BaseUrl is nonsense; it must be an address that begins with http://")]
    [InlineData("Nexa.Worker", "Agents__IdleTimeout", "0", "Agents:IdleTimeout is not valid")]
    [InlineData("Nexa.Worker", "Documents__KeepFor", "-1", "Documents:KeepFor must not be negative.")]
    [InlineData("Nexa.Api", "Operation__TraceUrl", "https://traces.example/trace",
        "Operation:TraceUrl is not valid: write an http or https address with {trace} in it.")]
    [InlineData("Nexa.Web", "Api__BaseUrl", "ftp://api", "Api:BaseUrl is ftp://api/; it must be an address that begins with http://")]
    [InlineData("Nexa.Api", "Nexa__Oidc__Authority", "https://login.example.com", "Nexa:Oidc:ClientId is missing")]
    [InlineData("Nexa.Api", "Nexa__Oidc__Authority", "http://login.example.com", "Nexa:Oidc:Authority begins with http://")]
    [InlineData("Nexa.Api", "ConnectionStrings__nexadb", "garbage", "ConnectionStrings:nexadb is not valid: ")]
    [InlineData("Nexa.Worker", "ConnectionStrings__nexadb", "", "ConnectionStrings:nexadb is missing")]
    [InlineData("Nexa.Worker", "ConnectionStrings__nexadb", "Database=nexadb", "ConnectionStrings:nexadb is not valid: it names no Host.")]
    [InlineData("Nexa.Worker", "ConnectionStrings__redis", "", "ConnectionStrings:redis is missing")]
    [InlineData("Nexa.Agents", "ConnectionStrings__redis", "127.0.0.1:99999999", "ConnectionStrings:redis is not valid: ")]
    [InlineData("Nexa.Worker", "ASPNETCORE_URLS", "http://127.0.0.1:99999", "ASPNETCORE_URLS: http://127.0.0.1:99999 can't be listened on")]
    [InlineData("Nexa.Agents", "ASPNETCORE_URLS", "nonsense", "ASPNETCORE_URLS: nonsense can't be listened on")]
    [InlineData("Nexa.Worker", "Kestrel__Certificates__Default__Path", "/nowhere.pfx", "The addresses and certificates of the service")]
    [InlineData("Nexa.Worker", "Logging__LogLevel__Default", "Chatty", "Logging:LogLevel:Default is Chatty; it must be one of Trace,")]
    public async Task A_wrong_setting_ends_the_start_with_one_sentence(string program, string name, string value, string says)
    {
        var (exitCode, output, error) = await ServiceProcess.RunAsync(
            program, [], ("ConnectionStrings__nexadb", "Host=127.0.0.1;Port=1"), ("ConnectionStrings__redis", await servers.RedisAsync()),
            ("Logging__LogLevel__Default", "None"), ("Nexa__SigningKey", new string('k', 48)),
            ("Nexa__EncryptionKey", new string('e', 48)), (name, value));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(says, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nexa.Api", "ConnectionStrings__nexadb", "Host=db.example.com", "ConnectionStrings:nexadb leads to db.example.com")]
    [InlineData("Nexa.Worker", "ConnectionStrings__nexadb", "Host=/run/postgres,10.0.0.5:5433;SSL Mode=Prefer", "ConnectionStrings:nexadb")]
    [InlineData("Nexa.Api", "ConnectionStrings__nexadb", "Host=::ffff:10.0.0.5", "ConnectionStrings:nexadb leads to ::ffff:10.0.0.5")]
    [InlineData("Nexa.Api", "ConnectionStrings__redis", "redis.example.com:6379,password=x", "ConnectionStrings:redis leads to redis")]
    [InlineData("Nexa.Agents", "ConnectionStrings__redis", "10.0.0.6:6380,ssl=true", "ConnectionStrings:redis leads to 10.0.0.6 without")]
    [InlineData("Nexa.Worker", "Agents__BaseUrl", "http://agents:5001", "Agents:BaseUrl leads to agents without TLS")]
    public async Task Production_sends_nothing_in_the_open_to_another_machine(string program, string name, string value, string says)
    {
        var (exitCode, output, error) = await ServiceProcess.RunAsync(
            program, [], ("ConnectionStrings__nexadb", "Host=127.0.0.1;Port=1"), ("Nexa__SigningKey", new string('k', 48)),
            ("Nexa__EncryptionKey", new string('e', 48)), (name, value));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(says, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_so_may_do_without()
    {
        await using var host = await ApiHost.StartAsync(servers, more:
            [("environment", "Production"), ("Nexa:SigningKey", new string('k', 48)), ("Nexa:PasswordIterations", "600000"),
                ("Nexa:EncryptionKey", new string('e', 48)), ("Transport:AllowPlain", "true"),
                ("ConnectionStrings:redis", "redis.nexa.invalid:6379,abortConnect=false")]);
        using var client = host.Client();

        var alive = await client.GetAsync(new Uri("/alive", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(alive.IsSuccessStatusCode);
    }
}
