using System.Net;
using System.Text;
using Nexa.Worker.Classification;

namespace Nexa.Worker.Diagnosis;

/// <summary>Sends the agents an empty request, which every server of their contract refuses as invalid and which starts no job.</summary>
internal static class AgentsCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<Finding> ExamineAsync(AgentsSettings settings, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = Patience };
        http.BaseAddress = new Uri(settings.BaseUrl.AbsoluteUri.TrimEnd('/') + "/");
        http.DefaultRequestHeaders.Authorization = settings.Secret is { Length: > 0 } secret ? new("Bearer", secret) : null;
        using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync(new Uri("process/single_partnumber", UriKind.Relative), nothing, ct);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Break(
                    $"The agents at {settings.BaseUrl} refuse Agents:Secret: give the worker and the agents the same one."),
                HttpStatusCode.MisdirectedRequest => Finding.Break(
                    $"The agents do not know themselves as {settings.BaseUrl.Host}: add that name to their Agents:Hosts."),
                HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => Finding.Break(
                    $"There is no agents server at {settings.BaseUrl} (it knows no process/single_partnumber): correct Agents:BaseUrl."),
                >= HttpStatusCode.InternalServerError => Finding.Break(
                    $"The agents at {settings.BaseUrl} answer {(int)answer.StatusCode}: read their log."),
                _ => Finding.Fine($"The agents answer at {settings.BaseUrl}."),
            };
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return Finding.Break($"The agents do not answer at {settings.BaseUrl}: start them, or correct Agents:BaseUrl.");
        }
    }
}
