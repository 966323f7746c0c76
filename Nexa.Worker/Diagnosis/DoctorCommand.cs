using Nexa.Worker.Classification;

namespace Nexa.Worker.Diagnosis;

/// <summary>
/// <c>doctor</c>: looks at everything that a worker needs with the settings that a worker has, and says what to do in a sentence each.
/// </summary>
internal static class DoctorCommand
{
    /// <returns>The exit code: 1 where anything is broken.</returns>
    public static async Task<int> RunAsync(IHostApplicationBuilder builder, TimeProvider clock, TextWriter output, CancellationToken ct)
    {
        var findings = new List<Finding>();
        await foreach (var finding in ExamineAsync(builder, clock, ct))
        {
            await output.WriteLineAsync($"{finding.Health.ToString().ToLowerInvariant(),-8} {finding.Sentence}");
            findings.Add(finding);
        }

        var broken = findings.Count(finding => finding.Health is Health.Broken);
        await output.WriteLineAsync($"{broken} broken, {findings.Count(finding => finding.Health is Health.Warning)} warnings.");
        return broken == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<Finding> ExamineAsync(
        IHostApplicationBuilder builder, TimeProvider clock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        yield return Finding.Fine($"Nexa {ServiceDefaults.Version} in {builder.Environment.EnvironmentName}.");
        if (FindRefusal(builder.RefusePlainTransport) is { } plain)
        {
            yield return Finding.Break(plain);
        }

        await foreach (var finding in DatabaseChecks.ExamineAsync(builder.Configuration.GetConnectionString("nexadb"), clock, ct))
        {
            yield return finding;
        }

        yield return await RedisCheck.ExamineAsync(builder.Configuration.GetConnectionString("redis"));
        AgentsSettings? agents = null;
        if (FindRefusal(() => agents = builder.AddSettings<AgentsSettings>("Agents",
            refuse: given => builder.RefusePlain("Agents:BaseUrl", given.BaseUrl))) is { } wrong)
        {
            yield return Finding.Break(wrong);
        }
        else
        {
            yield return await AgentsCheck.ExamineAsync(agents!, ct);
        }

        foreach (var finding in await MachineChecks.ExamineAsync(ct))
        {
            yield return finding;
        }
    }

    /// <summary>The sentence with which a service would refuse to start.</summary>
    private static string? FindRefusal(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (StartRefusedException refused)
        {
            return refused.Message;
        }
    }
}
