using Nexa.Benchmarks;

// Each verb starts what it needs and ends with one line of JSON.
return args switch
{
    ["submit", .. var rest] => await SubmitBenchmark.RunAsync(rest),
    ["token", .. var rest] => await TokenBenchmark.RunAsync(rest),
    ["e2e", .. var rest] => await EndToEndBenchmark.RunAsync(rest),
    ["chaos", .. var rest] => await ChaosBenchmark.RunAsync(rest),
    ["accuracy", .. var rest] => Accuracy.Run(rest),
    ["ncm", .. var rest] => await NcmBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Nexa.Benchmarks -- <verb>
          submit [seconds]     POST /classify-partnumber alone
          token [seconds]      what a signed-in user costs, against an anonymous one
          e2e [seconds]        POST to finished event over SignalR
          chaos [seconds]      load while processes are killed: nothing lost, nothing doubled
          ncm [file] [rounds]  look-up over an official NCM file, else the starter table
          accuracy <csv> [--no-text] [--errors] [--calibrate]
        """);
    return 2;
}
