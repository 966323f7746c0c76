using System.Diagnostics;
using Nexa.Core;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Nexa.Worker;
using Nexa.Worker.Classification;
using Nexa.Worker.Diagnosis;
using Nexa.Worker.Documents;
using Nexa.Worker.Jobs;
using Nexa.Worker.Organisations;
using Nexa.Worker.TableImport;
using Nexa.Worker.Webhooks;

StartRefusedException.ExitQuietly();
if (CommandLine.Answer(args, "Nexa.Worker", "runs the jobs, until it is stopped.",
    new("migrate [--check]", "brings the database up to date, or says what is pending"),
    new("import-tables [--force] <file>…", "brings official fiscal files in"),
    new("jobs list [state] | requeue <id> | cancel <id>", "shows the queue, runs a job again or cancels it"),
    new("events prune [days]", "deletes the events of tasks that ended long ago, but for the last of each"),
    new("doctor", "checks the set-up and says what to do"),
    new("restore-tables <edition>", "goes back to an earlier edition of the fiscal tables")) is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args).AddSecretFiles();
if (args is ["migrate", ..]
    && await MigrateCommand.AnswerAsync(args, builder.Configuration.GetConnectionString("nexadb"), CancellationToken.None) is { } answered)
{
    return answered;
}

if (args is ["doctor", ..])
{
    return await DoctorCommand.RunAsync(builder, TimeProvider.System, Console.Out, CancellationToken.None);
}

builder.AddServiceDefaults();
var command = args.FirstOrDefault();
var isService = command is not ("migrate" or "import-tables" or "restore-tables" or "jobs" or "events");
builder.AddNexaData(isService ? DatabaseRoles.System : null);
builder.AddNexaCore();
builder.AddSettings<IntakeSettings>("Intake");
if (isService)
{
    var jobs = builder.AddSettings<JobSettings>("Jobs");
    builder.AddClassification(jobs);
    builder.AddTableRefresh();
    builder.AddDocuments(jobs);
    builder.AddWebhooks(jobs);
    builder.AddOrganisations();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25)); // longer than the pumps' grace
}

var app = builder.Build();
if (!isService)
{
    return await (command switch
    {
        "migrate" => MigrateCommand.RunAsync(app.Services, CancellationToken.None),
        "import-tables" => ImportTablesCommand.RunAsync(args[1..], app.Services, CancellationToken.None),
        "restore-tables" => RestoreTablesCommand.RunAsync(args[1..], app.Services, CancellationToken.None),
        "events" => EventsCommand.RunAsync(args[1..], app.Services, CancellationToken.None),
        _ => JobsCommand.RunAsync(args[1..], app.Services, CancellationToken.None),
    });
}

using (var self = Process.GetCurrentProcess())
{
    if (self.PriorityClass == ProcessPriorityClass.Normal)
    {
        // Where both run on one machine, accepting and answering come before classifying.
        self.PriorityClass = ProcessPriorityClass.BelowNormal;
    }
}

app.MapDefaultEndpoints();
await app.RunServiceAsync();
return 0;
