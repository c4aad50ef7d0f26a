using System.Threading.Channels;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>
/// Does jobs over whole documents behind the pages' back, one at a time and after whoever chats: their requests to the model are of the lower priority. What was cut off, however it
/// was, goes on when the server starts again. Thread-safe.
/// </summary>
internal sealed partial class ReadWork(KnowledgeHost host, ReadModels models, ILogger<ReadWork> log) : BackgroundService
{
    /// <summary>Jobs that wait.</summary>
    public const int MostWaiting = 100;

    /// <summary>Of one person in one library.</summary>
    private const int MostOfOne = 5;

    private readonly Channel<(string Library, long Job)> queue = Channel.CreateBounded<(string, long)>(MostWaiting);
    private readonly Lock turn = new();
    private Running? running;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How far the job is that is being done; null for one that waits or is over.</summary>
    public ReadProgress? Of(Library library, long job)
    {
        lock (turn) return running is { } now && now.IsFor(library, job) ? now.Progress : null;
    }

    /// <summary>Completes when any job has gone on.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    /// <summary>Begins a job, or goes on with the same that was not brought to its end. Throws an <see cref="ApiException"/> where too many wait, and as <see cref="ReadJobs.Begin"/> does.</summary>
    public ReadJob Start(Library library, ReadRequest request)
    {
        Room(library, request.Owner);
        var job = library.Jobs.Begin(request, isQueued: true);
        Enqueue(library, job.Id);
        return job;
    }

    /// <summary>Goes on with a job that was ended in between, with another budget. Throws an <see cref="ApiException"/> where too many wait.</summary>
    public void GoOn(Library library, ReadJob job, long? budget)
    {
        if (job.Stage is JobStage.Queued or JobStage.Done) return;
        Room(library, job.Request.Owner);
        library.Jobs.Queue(job.Id, budget);
        Enqueue(library, job.Id);
    }

    /// <summary>Ends a job, and waits until it has ended. It can go on later.</summary>
    public async Task Stop(Library library, long job)
    {
        library.Jobs.Unqueue(job);
        Task over;
        lock (turn)
        {
            if (running is not { } now || !now.IsFor(library, job)) return;
            now.End.Cancel();
            over = now.Over.Task;
        }
        await over;
    }

    /// <summary>Ends what is being done for a library that goes.</summary>
    public async Task End(Library library)
    {
        foreach (var job in library.Jobs.All.Where(job => job.Stage is JobStage.Queued)) await Stop(library, job.Id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            TakeUp();
            await foreach (var (name, id) in queue.Reader.ReadAllAsync(stoppingToken))
                if (host.Base.Find(name) is { } library) await Run(library, id, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever is not done is noted in the store.
        }
        catch (Exception error)
        {
            LogFailure(0, "the libraries", error);
        }
    }

    /// <summary>Finds what an earlier process left undone, the oldest first.</summary>
    private void TakeUp()
    {
        if (!host.IsThere) return;
        foreach (var library in host.Base.All)
            foreach (var job in library.Jobs.All.Reverse().Where(job => job.Stage is JobStage.Queued)) Enqueue(library, job.Id);
    }

    private static void Room(Library library, Guid? owner)
    {
        if (library.Jobs.All.Count(job => job.Stage is JobStage.Queued && job.Request.Owner == owner) >= MostOfOne)
            throw new ApiException(ApiError.Unavailable($"{MostOfOne} of your jobs wait already; let one of them end, or stop it.", "queue_full"));
    }

    private void Enqueue(Library library, long job)
    {
        if (!queue.Writer.TryWrite((library.Name, job)))
        {
            library.Jobs.Unqueue(job);
            throw new ApiException(ApiError.Unavailable($"{MostWaiting} jobs wait already; try again later.", "queue_full"));
        }
        Tell();
    }

    private async Task Run(Library library, long id, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var now = new Running(library.Id, id, end, new TaskCompletionSource());
        lock (turn) running = now;
        string? fault = null;
        try
        {
            // Looked at only now: whoever stops it from here on finds it running.
            if (library.Jobs.Find(id) is not { Stage: JobStage.Queued } job) return;
            var model = await Model(library, job, end.Token);
            using var chat = model?.Chat;
            await library.Jobs.Run(id, model, progress =>
            {
                lock (turn) now.Progress = progress;
                Tell();
            }, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested) { }
        catch (Exception error)
        {
            fault = error is InvalidOperationException ? error.Message : ApiError.From(error).Message;
            LogFailure(id, library.Name, error);
        }
        finally
        {
            // A server that ends leaves the note that somebody has to do it.
            if (!stopping.IsCancellationRequested) library.Jobs.Unqueue(id, fault);
            lock (turn) running = null;
            now.Over.SetResult();
            Tell();
        }
    }

    /// <summary>None is loaded for what code alone does.</summary>
    private async Task<AnsweringModel?> Model(Library library, ReadJob job, CancellationToken cancellation) =>
        library.Jobs.Estimate(job.Request).Tokens == 0 ? null : await models.Open(job.Request.Model, cancellation);

    private void Tell() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    [LoggerMessage(8, LogLevel.Warning, "Job {Job} of {Library} ended before its end")]
    private partial void LogFailure(long job, string library, Exception error);

    private sealed class Running(long library, long job, CancellationTokenSource end, TaskCompletionSource over)
    {
        public CancellationTokenSource End => end;

        public TaskCompletionSource Over => over;

        public ReadProgress? Progress { get; set; }

        public bool IsFor(Library other, long otherJob) => other.Id == library && otherJob == job;
    }
}
