using Microsoft.Extensions.Options;
using Nexa.Core.Documents;
using Nexa.Worker.Jobs;

namespace Nexa.Worker.Documents;

internal static class DocumentServices
{
    public static void AddDocuments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ExtractionOptions>().BindConfiguration("Documents");
        builder.Services.AddSingleton(services => new ExtractorPool(services.GetRequiredService<IOptions<ExtractionOptions>>().Value));
        builder.Services.AddHostedService<DocumentRetention>();
        builder.AddJobHandler<ExtractDocument, ExtractDocumentHandler>(slots: 2, timeout: TimeSpan.FromMinutes(2));
    }
}
