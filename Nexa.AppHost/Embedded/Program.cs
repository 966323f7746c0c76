using System.Globalization;
using System.Runtime.InteropServices;
using Nexa.AppHost.Embedded;
using Nexa.Embedded;
using Nexa.Embedded.Processes;

// The graph itself, in the words of ../AppHost.cs, is in Nexa.Embedded/NexaSystem.cs.
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
if (Environment.GetEnvironmentVariable("DOTNET_LAUNCH_PROFILE") is { Length: > 0 })
{
    // Under `dotnet run` the user's process is that one: when it is killed, no one else would tell us.
    _ = Parent.GoneAsync(stopping.Token).ContinueWith(_ => stopping.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
}

try
{
    var options = new NexaOptions
    {
        DataFolder = Folders.Data,
        AgentsUrl = Environment.GetEnvironmentVariable("NEXA_AI_SERVER"),
        ApiPort = Number("NEXA_API_PORT") ?? 5000,
        AgentsPort = Number("NEXA_AGENTS_PORT") ?? 5001,
        RedisPort = Number("NEXA_REDIS_PORT"),
        WorkerReplicas = Number("NEXA_WORKER_REPLICAS") ?? 2,
        Log = ResourceConsole.Write,
    };
    await using var nexa = await NexaSystem.StartAsync(options, stopping.Token);
    ResourceConsole.WriteTable(nexa.Resources);
    Console.WriteLine("Nexa is ready");
    await Task.Delay(Timeout.Infinite, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    Console.WriteLine("Nexa is stopping");
    return 0;
}
catch (StartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 0;
}

void Stop(PosixSignalContext context)
{
    // The first signal stops in good order; a second one ends this process, and the guards of its children end them.
    context.Cancel = !stopping.IsCancellationRequested;
    stopping.Cancel();
}

static int? Number(string variable) =>
    Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text ? null
    : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 ? number
    : throw new StartException($"{variable} must be a number from 1 to 65535, not \"{text}\".");
