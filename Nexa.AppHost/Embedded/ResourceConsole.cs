using System.Globalization;
using Nexa.Embedded.Model;

namespace Nexa.AppHost.Embedded;

/// <summary>What the resources say, each line behind its resource's name, and the table at the end of the start.</summary>
internal static class ResourceConsole
{
    private static readonly bool Colours = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    public static void Write(string resource, string line) => Console.WriteLine(Colours
        ? string.Create(CultureInfo.InvariantCulture, $"\e[{31 + (resource.Sum(letter => letter) % 6)}m{resource,-10}\e[0m {line}")
        : $"{resource,-10} {line}");

    public static void WriteTable(IEnumerable<Resource> resources)
    {
        Console.WriteLine();
        Console.WriteLine($"{"resource",-12}{"address",-36}state");
        foreach (var resource in resources)
        {
            Console.WriteLine($"{resource.Name,-12}{(resource.Addresses is [var address, ..] ? address : "-"),-36}{resource.State}");
            foreach (var replica in resource.Addresses.Skip(1))
            {
                Console.WriteLine($"{"",-12}{replica,-36}{resource.State}");
            }
        }

        Console.WriteLine();
    }
}
