using Nexa.Core.Documents;
using Nexa.Worker.Jobs;

namespace Nexa.Worker.Documents;

internal static class DocumentServices
{
    public static void AddDocuments(this IHostApplicationBuilder builder, JobSettings jobs)
    {
        builder.AddSettings<ExtractionSettings>("Documents");
        builder.AddSettings<RetentionSettings>("Documents");
        builder.Services.AddSingleton<ExtractorPool>();
        builder.Services.AddHostedService<DocumentRetention>();
        builder.AddJobHandler<ExtractDocument, ExtractDocumentHandler>(jobs.Extractions, timeout: TimeSpan.FromMinutes(2));
    }
}
