using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>The jobs over whole documents of a library: begun, run, looked at, gone on with. Thread-safe; a job is run by one at a time.</summary>
public sealed class ReadJobs
{
    /// <summary>Jobs that a library keeps.</summary>
    public const int Most = 1_000;

    private readonly JobTable jobs;
    private readonly Func<long, Document> read;
    private readonly Func<string, string> fold;
    private readonly TimeProvider time;

    internal ReadJobs(KnowledgeDatabase database, long library, Func<long, Document> read, Func<string, string> fold, TimeProvider time) =>
        (jobs, this.read, this.fold, this.time) = (new JobTable(database, library), read, fold, time);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ReadJob> All
    {
        get
        {
            var counts = jobs.Counts();
            return [.. jobs.All().Select(job => Describe(job, counts[job.Id]))];
        }
    }

    public ReadJob? Find(long job) => jobs.Find(job) is { } found ? Describe(found, jobs.Counts(job)[job]) : null;

    /// <summary>What a job would take. Throws as <see cref="Begin"/> does.</summary>
    public ReadEstimate Estimate(ReadRequest request)
    {
        var (task, parts, texts) = Prepare(request);
        long tokens = TokenEstimate.Of(task, parts, part => texts[part.Document]);
        return new ReadEstimate(task.Kind, task.Method, parts.Count, texts.Values.Sum(text => text.Length), tokens, tokens == 0 ? 0 : jobs.Rate(request.Model) is { } rate ? tokens / rate : null);
    }

    /// <summary>
    /// The job for a request: the one that was begun for the same work and is not at its end, with the budget of now, else a new one. Throws an <see cref="ArgumentException"/> for
    /// what cannot be, and a <see cref="KeyNotFoundException"/> for a document without a text.
    /// </summary>
    /// <param name="isQueued">Somebody will do it, also after this process has ended.</param>
    public ReadJob Begin(ReadRequest request, bool isQueued = false)
    {
        var (task, parts, _) = Prepare(request);
        request = request with { Kind = task.Kind, Columns = task.Columns };
        var all = jobs.All();
        long id;
        if (all.FirstOrDefault(job => !job.IsDone && job.Document == request.Document && job.Order.Asks(request)) is { } unfinished)
        {
            id = unfinished.Id;
            jobs.Change(id, order => order with { TokenBudget = request.TokenBudget, Model = request.Model, IsQueued = isQueued, Fault = null });
        }
        else if (all.Count >= Most) throw new ArgumentException($"a library keeps {Most:N0} jobs; delete some first.", nameof(request));
        else id = jobs.Add(request, ReadOrder.Of(request, time.GetUtcNow(), parts.Count(part => part.Document == request.Document)) with { IsQueued = isQueued }, parts);
        return Find(id)!;
    }

    /// <summary>
    /// Does a job from where it was ended. Throws a <see cref="KeyNotFoundException"/> where there is none, and an <see cref="InvalidOperationException"/> where part after part
    /// fails; what was read by then is kept.
    /// </summary>
    /// <param name="model">Null where there is none: then only what code alone can do is done.</param>
    /// <param name="progress">Told of each part once it is stored.</param>
    public async Task<ReadReport> Run(long job, AnsweringModel? model, Action<ReadProgress>? progress, CancellationToken cancellation)
    {
        var stored = Stored(job);
        await new WholeReader(jobs, stored, read(stored.Document), Other(stored), model, fold, time).Run(progress, cancellation);
        return Report(job);
    }

    /// <summary>What has come of a job so far. Throws a <see cref="KeyNotFoundException"/> where there is none.</summary>
    public ReadReport Report(long job)
    {
        var stored = Stored(job);
        var (parts, steps) = jobs.Parts(stored);
        return new ReportWriter(stored, parts, steps, read(stored.Document), Other(stored)).Report();
    }

    /// <summary>Somebody has to do it from now on, also after this process has ended.</summary>
    public void Queue(long job, long? budget) => jobs.Change(job, order => order with { IsQueued = true, TokenBudget = budget, Fault = null });

    /// <summary>Nobody has to do it any more.</summary>
    /// <param name="fault">Why it ended before its end.</param>
    public void Unqueue(long job, string? fault = null) => jobs.Change(job, order => order with { IsQueued = false, Fault = fault });

    public bool Delete(long job) => jobs.Find(job) is not null && jobs.Delete(job);

    private StoredJob Stored(long job) => jobs.Find(job) ?? throw new KeyNotFoundException($"there is no job {job} here.");

    private Document? Other(StoredJob job) => job.Order.Other is { } other ? read(other) : null;

    private (ReadTask Task, IReadOnlyList<ReadPart> Parts, IReadOnlyDictionary<long, string> Texts) Prepare(ReadRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Task) || request.Task.Length > ReadRequest.LongestTask) throw new ArgumentException($"a task has 1 to {ReadRequest.LongestTask:N0} characters.", nameof(request));
        if (request.Columns.Count > ReadRequest.MostColumns || request.Columns.Any(column => string.IsNullOrWhiteSpace(column) || column.Length > ReadRequest.LongestColumn) || request.Columns.Distinct().Count() < request.Columns.Count)
            throw new ArgumentException($"a table has up to {ReadRequest.MostColumns} columns, each with a name of its own of up to {ReadRequest.LongestColumn} characters.", nameof(request));
        if (request.Kind is ReadKind.Compare && request.Other is null || request.Other == request.Document) throw new ArgumentException("a comparison needs two documents; name the other one.", nameof(request));
        var document = read(request.Document);
        var task = ReadTask.Of(request, document);
        var parts = DocumentParts.Of(document, request.Document, task.Kind);
        if (request.Other is not { } id) return (task, parts, new Dictionary<long, string> { [request.Document] = document.Text });
        var other = read(id);
        return (task, [.. parts, .. DocumentParts.Of(other, id, task.Kind).Select(part => part with { Number = parts.Count + part.Number })],
            new Dictionary<long, string> { [request.Document] = document.Text, [id] = other.Text });
    }

    private static ReadJob Describe(StoredJob job, IEnumerable<PartCount> counts)
    {
        var every = counts.ToList();
        var parts = every.Where(count => count.IsStep == 0).ToList();
        int Of(PartState state) => (int)parts.Where(count => count.State == (int)state).Sum(count => count.Parts);
        return job.Describe((int)parts.Sum(count => count.Parts), Of(PartState.Read), Of(PartState.Skipped) + Of(PartState.Failed), every.Sum(count => count.Tokens));
    }
}
