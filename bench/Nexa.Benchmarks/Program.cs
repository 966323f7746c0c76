using Nexa.Benchmarks;

return args switch
{
    ["accuracy", ..] => Accuracy.Run(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Nexa.Benchmarks accuracy <csv> [--no-text] [--errors] [--calibrate]");
    return 2;
}
