// Does an importer's work with the client that Kiota makes of the contract, against a running Nexa at NEXA_URL: exits with 0 where all of
// it holds.
using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Nexa.Kiota;
using Nexa.Kiota.Models;
using TaskStatus = Nexa.Kiota.Models.TaskStatus;

const string Password = "uma frase bem comprida e rara";
var url = Environment.GetEnvironmentVariable("NEXA_URL")!;
var email = $"{Guid.NewGuid():n}@example.com";
var anyone = new NexaKiotaClient(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = url });
await anyone.Register.PostAsync(new Register { Name = "Ana", Email = email, Password = Password });
var signedIn = await anyone.Login.PostAsync(new SignIn { Email = email, Password = Password });
var adapter = new HttpClientRequestAdapter(new BaseBearerTokenAuthenticationProvider(new Token(signedIn!.AccessToken!))) { BaseUrl = url };
var nexa = new NexaKiotaClient(adapter);
Expect((await nexa.Me.GetAsync())!.Email == email, "login");

var accepted = await nexa.ClassifyPartnumber.PostAsync(new ClassifyPartNumber { Partnumber = "KIOTA-100", Ncm = "8532.24.10" });
Expect((await ReadEventsAsync(accepted!.TaskId!.Value))[^1] == "classification_finished", "server-sent events");
var status = await nexa.Status[accepted.TaskId.Value].GetAsync();
Expect(status is { Status: TaskStatus.DONE, Result.Ncm: "85322410" }, "status with its result");
Expect(status!.Result!.Rates!.Ipi!.Rate!.Decimal is not null, "a rate that is a number");
Expect((await nexa.History.GetAsync(to => to.QueryParameters.Partnumber = "KIOTA-100"))!.Items!.Single().Ncm == "85322410", "history");
Expect((await nexa.Tasks.GetAsync())!.Tasks!.Single() is { Succeeded: 1, Partnumber: "KIOTA-100" }, "list of tasks");
Expect((await nexa.Tasks.Summary.GetAsync())!.Tasks == 1, "summary of tasks");

var estimate = await nexa.Taxes.Estimate.PostAsync(new EstimateTaxes
{
    Date = new Date(2026, 12, 1),
    TransportMode = TransportMode.Air,
    Items =
    [
        new TaxItem
        {
            Ncm = "85322410", CustomsValue = 1000,
            Rates = new GivenRates { Ii = new Rate { Decimal = 14 }, Ipi = new Rate { String = "NT" } },
        },
    ],
});
Expect(estimate!.Items!.Single().Ii == 140 && estimate.Items![0].Steps!.Any(step => step.Rate?.String == "NT"), "estimate");

var form = new MultipartBody { RequestAdapter = adapter };
form.AddOrReplacePart("planilha", "text/csv", Encoding.UTF8.GetBytes("Part Number;Descrição\nKIOTA-200;capacitor\n"), "itens.csv");
var uploaded = await nexa.UploadSheet.PostAsync(form);
await ReadEventsAsync(uploaded!.TaskId!.Value);
Expect((await nexa.Tasks[uploaded.TaskId.Value].GetAsync())!.Classifications!.Single().Partnumber == "KIOTA-200", "upload");

using var sheet = await nexa.ExportExcel.GetAsync(to =>
{
    to.QueryParameters.TaskId = accepted.TaskId;
    to.QueryParameters.IncludeUndecided = true;
});
Expect(sheet!.ReadByte() == 'P', "export"); // an .xlsx is a zip archive

try
{
    await nexa.ClassifyPartnumber.PostAsync(new ClassifyPartNumber { Partnumber = "a" });
    Expect(false, "refusal");
}
catch (ProblemDetails refused)
{
    Expect(refused.Errors!.AdditionalData.ContainsKey("partnumber"), "refusal");
}

Console.WriteLine("Everything holds.");

// The generator takes an operation that may answer 204 for one without a body: its request is sent by the adapter.
async Task<List<string>> ReadEventsAsync(Guid task)
{
    using var stream = await adapter.SendPrimitiveAsync<Stream>(nexa.Tasks[task].Events.ToGetRequestInformation());
    var events = new List<string>();
    await foreach (var one in SseParser.Create(stream!).EnumerateAsync())
    {
        events.Add(one.EventType);
    }

    return events;
}

static void Expect(bool holds, string what)
{
    if (!holds)
    {
        Console.Error.WriteLine($"Does not hold: {what}.");
        Environment.Exit(1);
    }
}

internal sealed class Token(string token) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new();

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(token);
}
