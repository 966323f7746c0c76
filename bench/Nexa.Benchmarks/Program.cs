using Nexa.Benchmarks;
using Nexa.Benchmarks.Abuse;
using Nexa.Benchmarks.Documents;

// Each verb starts what it needs and ends with one line of JSON.
return args switch
{
    ["submit", .. var rest] => await SubmitBenchmark.RunAsync(rest),
    ["token", .. var rest] => await TokenBenchmark.RunAsync(rest),
    ["e2e", .. var rest] => await EndToEndBenchmark.RunAsync(rest),
    ["live", .. var rest] => await LiveBenchmark.RunAsync(rest),
    ["chaos", .. var rest] => await ChaosBenchmark.RunAsync(rest),
    ["abuse", .. var rest] => await AbuseBenchmark.RunAsync(rest),
    ["accuracy", .. var rest] => Accuracy.Run(rest),
    ["foreign", .. var rest] => ForeignVerb.Run(rest),
    ["train-gate", .. var rest] => TrainGateVerb.Run(rest),
    ["ncm", .. var rest] => await NcmBenchmark.RunAsync(rest),
    ["attributes", .. var rest] => await AttributesBenchmark.RunAsync(rest),
    ["documents"] => await DocumentsVerb.RunAsync(),
    ["scans", .. var rest] => await ScansVerb.RunAsync(rest),
    ["extract", .. var rest] => await ExtractVerb.RunAsync(rest),
    ["fuzz", .. var rest] => await FuzzVerb.RunAsync(rest),
    ["history", .. var rest] => await HistoryBenchmark.RunAsync(rest),
    ["export"] => await ExportBenchmark.RunAsync(),
    ["console", .. var rest] => await ConsoleBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Nexa.Benchmarks -- <verb>
          submit [seconds]     POST /classify-partnumber alone
          token [seconds]      what a signed-in user costs, against an anonymous one
          history [rows|url]   history and review queue over 2.1 million classifications, or as many as given
                               (seeding takes minutes; at an address, what is seeded there)
          export               100,000 rows as a spreadsheet, and the API's memory at its peak
          console [rounds]     the console in Chromium: first paint, decisions, scrolling, memory of 50 circuits
          e2e [seconds]        POST to finished event over SignalR
          live [clients] [seconds]  events to thousands of SignalR clients, each in a room of its own
          chaos [--faults N] [--seed S]
                               load while processes are killed, frozen, cut off: nothing lost, nothing doubled, how soon all is settled
          abuse [seconds] [attack…]
                               one user's p99 and the API's memory without and under slow-readers, made-up-keys, padded-tokens, tarpit,
                               streams, list
          ncm [file] [rounds]  look-up over an official NCM file, else the starter table
          attributes [seconds] an official-sized file of attributes by NCM: import, memory, look-up of codes with it
          accuracy <csv> [--no-text|--no-number] [--errors] [--calibrate]
          foreign <json> [count] [--show]  made-up goods of other trades: how often the agents are sure of what they don't know
          train-gate <bin> <json> <csv>…  trains the agents' gate "is this a thing that we know?"
          documents            line items found in the generated corpus; 200 pages beside pdftotext
          scans [dpi]          the generated corpus as pictures of its pages: what Tesseract reads of it, and how fast
          extract <file|folder> one JSON line per document, by the worker's own extraction
          fuzz [files] [seed]  mutated documents: nothing may hang, nothing but a child may die
        """);
    return 2;
}
