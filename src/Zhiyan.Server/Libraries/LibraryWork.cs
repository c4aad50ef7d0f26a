using System.Collections.Concurrent;
using System.Threading.Channels;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Libraries;

/// <summary>
/// Takes documents in behind the pages' back, one library at a time: first their files are read, then vectors are made, then the index is made anew where it must be. Files are read before the last of these goes on. What was
/// cut off, however it was, goes on when the server starts again. Thread-safe.
/// </summary>
internal sealed partial class LibraryWork(KnowledgeHost host, LibraryFiles files, TimeProvider time, ILogger<LibraryWork> log) : BackgroundService
{
    /// <summary>Libraries that wait. Each waits once, whatever comes to it meanwhile.</summary>
    public const int MostWaiting = 1_000;

    /// <summary>Files of one drop come one by one; what comes within this time is taken in together.</summary>
    private static readonly TimeSpan gathering = TimeSpan.FromMilliseconds(300);

    private readonly Channel<string> queue = Channel.CreateBounded<string>(MostWaiting);
    private readonly ConcurrentDictionary<string, byte> waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, LibraryActivity> activities = new();
    private readonly ConcurrentDictionary<long, int> asked = new();
    private readonly Lock turn = new();
    private (long Library, CancellationTokenSource End, Task Over)? running;
    private CancellationTokenSource? reindexing;

    public LibraryActivity Of(Library library)
    {
        var known = activities.GetValueOrDefault(library.Id) ?? new LibraryActivity(LibraryStage.Idle);
        known = known with { Fault = known.Fault ?? library.Settings.Fault };
        if (library.Settings.IsPaused) return known with { Stage = LibraryStage.Paused };
        return !known.IsBusy && waiting.ContainsKey(library.Name) ? known with { Stage = LibraryStage.Waiting } : known;
    }

    /// <summary>Has a library brought to what its sources hold, now or when it goes on. Throws an <see cref="ApiException"/> where too many wait.</summary>
    public void Request(Library library)
    {
        asked.AddOrUpdate(library.Id, 1, (_, times) => times + 1);
        if (!library.Settings.IsBehind) library.Change(settings => settings with { IsBehind = true });
        if (library.Settings.IsPaused) return;
        Enqueue(library.Name);
        lock (turn) _ = reindexing?.CancelAsync();
    }

    /// <summary>Has a library's index made anew behind everything else; the old one is searched until then.</summary>
    public void Reindex(Library library)
    {
        library.RequestReindex();
        if (!library.Settings.IsPaused) Enqueue(library.Name);
    }

    /// <summary>Ends what is being done for a library, until it is told to go on.</summary>
    public Task Pause(Library library)
    {
        library.Change(settings => settings with { IsPaused = true });
        return End(library);
    }

    public void GoOn(Library library)
    {
        library.Change(settings => settings with { IsPaused = false });
        Enqueue(library.Name);
    }

    /// <summary>Ends what is being done for a library, and waits until it has ended.</summary>
    public async Task End(Library library)
    {
        Task over;
        lock (turn)
        {
            if (running is not { } now || now.Library != library.Id) return;
            now.End.Cancel();
            over = now.Over;
        }
        await over;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            TakeUp();
            await foreach (var name in queue.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.Delay(gathering, time, stoppingToken);
                var library = host.Base.Find(name) is { Settings.IsPaused: false } known ? known : null;
                // Before it waits no longer, so that nobody takes it for done.
                if (library is not null) activities[library.Id] = new(LibraryStage.Waiting);
                waiting.TryRemove(name, out _);
                if (library is not null) await Run(library, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever is not done is noted in the store.
        }
        catch (Exception error)
        {
            LogFailure("the libraries", error);
        }
    }

    /// <summary>Finds what an earlier process left undone.</summary>
    private void TakeUp()
    {
        if (!host.IsThere) return;
        foreach (var library in host.Base.All)
            if (!library.Settings.IsPaused && (library.Settings.IsBehind || library.HasIndexWork)) Enqueue(library.Name);
    }

    private void Enqueue(string name)
    {
        if (!waiting.TryAdd(name, 0)) return;
        if (queue.Writer.TryWrite(name)) return;
        waiting.TryRemove(name, out _);
        throw new ApiException(ApiError.Unavailable($"{MostWaiting:N0} libraries wait to be taken in already; try again later.", "queue_full"));
    }

    private async Task Run(Library library, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var over = new TaskCompletionSource();
        lock (turn) running = (library.Id, end, over.Task);
        string? fault = null;
        try
        {
            if (library.Settings.IsBehind) await Read(library, end.Token);
            await library.Embed((done, all) => activities[library.Id] = new(LibraryStage.Vectors, done, all), end.Token);
            if (library.IsIndexOutdated) await Reindex(library, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested) { }
        catch (Exception error)
        {
            fault = ApiError.From(error) is { Status: < 500 } told ? told.Message : error.Message;
            LogFailure(library.Name, error);
        }
        finally
        {
            activities[library.Id] = new(LibraryStage.Idle, Fault: fault);
            lock (turn) running = null;
            over.SetResult();
        }
    }

    /// <summary>Makes the index anew, which may take hours: files that come meanwhile, for whatever library, are read first.</summary>
    private async Task Reindex(Library library, CancellationToken cancellation)
    {
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (turn) reindexing = interrupted;
        try
        {
            if (waiting.Keys.Any(name => host.Base.Find(name) is { Settings.IsBehind: true })) await interrupted.CancelAsync();
            await library.Reindex((done, all) => activities[library.Id] = new(LibraryStage.Reindexing, done, all), interrupted.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Enqueue(library.Name);
        }
        finally
        {
            lock (turn) reindexing = null;
        }
    }

    /// <summary>Looks through every source, and notes why one of them could not be.</summary>
    private async Task Read(Library library, CancellationToken cancellation)
    {
        string? fault = null;
        var before = asked.GetValueOrDefault(library.Id);
        foreach (var source in library.Sources)
        {
            var place = files.PlaceOf(library, source);
            if (place != source.Place) library.MoveSource(source.Id, place);
            var (done, all) = (0, CountFiles(place));
            activities[library.Id] = new(LibraryStage.Reading, 0, all);
            try
            {
                await library.Ingest(place, file =>
                {
                    if (file.Status is IngestStatus.Waiting) activities[library.Id] = activities[library.Id] with { Delay = file.Error };
                    else if (file.Status is not IngestStatus.Removed) activities[library.Id] = new(LibraryStage.Reading, Math.Min(++done, all), all);
                }, cancellation);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                fault = error.Message;
            }
        }
        // Only now: a process that ends before, however it does, leaves the note. What was asked for meanwhile is for the next run.
        bool isBehind = asked.GetValueOrDefault(library.Id) != before;
        library.Change(settings => settings with { IsBehind = isBehind, Fault = fault });
    }

    private static int CountFiles(string place) => Directory.Exists(place)
        ? Directory.EnumerateFiles(place, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Count()
        : 1;

    [LoggerMessage(7, LogLevel.Warning, "{Library} could not be brought up to date")]
    private partial void LogFailure(string library, Exception error);
}
