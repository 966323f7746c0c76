using System.Threading.Channels;
using Nexa.Agents.Chat;
using Nexa.Agents.Pipeline;
using StackExchange.Redis;

namespace Nexa.Agents.Server;

internal sealed record ClassificationJob(string Id, string Channel, IReadOnlyList<Product> Products, bool IsBatch);

/// <summary>
/// Jobs in memory: bounded, so that load is refused (503) and not hoarded. Single parts and batches wait apart,
/// and a batch lets one single pass after each of its parts: no single part waits for a batch of thousands.
/// </summary>
internal sealed partial class ClassificationQueue(
    Classifier classifier, IConnectionMultiplexer redis, ServerSettings settings, ChatSettings chat,
        ILogger<ClassificationQueue> log) : BackgroundService
{
    private readonly Channel<ClassificationJob> singles = Channel.CreateBounded<ClassificationJob>(settings.QueueCapacity);
    private readonly Channel<ClassificationJob> batches = Channel.CreateBounded<ClassificationJob>(Math.Max(1,
        settings.QueueCapacity / 16));
    private readonly CancellationTokenSource abort = new();

    public bool TryEnqueue(ClassificationJob job) => (job.IsBatch ? batches : singles).Writer.TryWrite(job);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A stop closes the door; what is inside is finished within the grace period.
        stoppingToken.Register(() =>
        {
            abort.CancelAfter(settings.StopGrace); // first: once the channels are complete, this may be disposed at any moment
            singles.Writer.TryComplete();
            batches.Writer.TryComplete();
        });
        var workers = settings.Parallelism > 0 ? settings.Parallelism
            : chat.Endpoint is not null ? chat.Parallelism
            : Environment.ProcessorCount;
        _ = Task.Run(classifier.WarmUp, CancellationToken.None);
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            if (singles.Reader.TryRead(out var job) || batches.Reader.TryRead(out job))
            {
                await RunAsync(job);
                continue;
            }

            var single = singles.Reader.WaitToReadAsync().AsTask();
            var batch = batches.Reader.WaitToReadAsync().AsTask();
            if (!await await Task.WhenAny(single, batch) && !(await single || await batch))
            {
                return;
            }
        }
    }

    private async Task RunAsync(ClassificationJob job)
    {
        var publisher = new ProgressPublisher(redis.GetDatabase(), job.Channel, job.Id);
        try
        {
            if (!job.IsBatch)
            {
                var result = await classifier.ClassifyAsync(job.Products[0], publisher.PublishStep, abort.Token);
                publisher.PublishResult(result);
                return;
            }

            publisher.PublishStep(0, job.Products.Count, $"Classificando {job.Products.Count} part numbers");
            for (var i = 0; i < job.Products.Count; i++)
            {
                await RunPartAsync(job.Products[i], i + 1, job.Products.Count, publisher);
                if (singles.Reader.TryRead(out var single))
                {
                    await RunAsync(single);
                }
            }

            publisher.PublishResult(null);
        }
        catch (OperationCanceledException)
        {
            publisher.PublishFailure("O servidor de agentes está sendo encerrado; tente novamente.", last: true);
        }
        catch (Exception failure)
        {
            LogFailure(failure, job.Id);
            publisher.PublishFailure("Falha interna na classificação.", last: true);
        }
    }

    private async Task RunPartAsync(Product product, int current, int total, ProgressPublisher publisher)
    {
        try
        {
            var result = await classifier.ClassifyAsync(product, progress: null, abort.Token);
            publisher.PublishPartial(current, total, $"{product.PartNumber}: {result.Ncm ?? "sem código"}", result);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure, product.PartNumber);
            publisher.PublishFailure($"{product.PartNumber}: falha interna na classificação.", last: false);
        }
    }

    public override void Dispose()
    {
        base.Dispose(); // cancels the stopping token, and with it sets _abort
        abort.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Classification of {Subject} failed")]
    private partial void LogFailure(Exception failure, string subject);
}
