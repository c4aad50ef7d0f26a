using System.Runtime.CompilerServices;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Models;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>
/// Jobs over whole documents as somebody has them: whoever may read a library may have its documents read whole, and sees the jobs that are theirs. Throws an
/// <see cref="ApiException"/>. Thread-safe.
/// </summary>
internal sealed class ReadDesk(Shelf shelf, ReadWork work, ModelDirectory models, TimeProvider time)
{
    /// <summary>A job's progress is told no more often.</summary>
    private static readonly TimeSpan pace = TimeSpan.FromMilliseconds(200);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ReadJob> List(LibraryReader reader, Library library) => [.. library.Jobs.All.Where(job => IsTheirs(reader, job))];

    public (Library Library, ReadJob Job) Find(LibraryReader reader, string key, long job)
    {
        var library = shelf.Find(reader, key);
        return (library, TryFind(reader, key, job) ?? throw new ApiException(ApiError.NotFound(null, "there is no such job; it may have been deleted.", "job_not_found")));
    }

    /// <summary>Null where there is nothing for them.</summary>
    public ReadJob? TryFind(LibraryReader reader, string key, long job) =>
        shelf.TryFind(reader, key)?.Jobs.Find(job) is { } found && IsTheirs(reader, found) ? found : null;

    public ReadEstimate Estimate(LibraryReader reader, string key, ReadWish wish)
    {
        var library = shelf.Find(reader, key);
        return Checked(() => library.Jobs.Estimate(wish.Request(library, reader)));
    }

    public async Task<(Library Library, ReadJob Job)> Start(LibraryReader reader, string key, ReadWish wish, CancellationToken cancellation)
    {
        var library = shelf.Find(reader, key);
        if (wish.Model is { } model && await models.Find(model, cancellation) is null) throw ApiException.Invalid("model", $"there is no model '{model}'; leave it out for the default one.", "model_not_found");
        return (library, Checked(() => work.Start(library, wish.Request(library, reader))));
    }

    public (Library Library, ReadJob Job) GoOn(LibraryReader reader, string key, long id, long? budget)
    {
        var (library, job) = Find(reader, key, id);
        work.GoOn(library, job, budget);
        return (library, library.Jobs.Find(id)!);
    }

    public async Task<(Library Library, ReadJob Job)> Stop(LibraryReader reader, string key, long id)
    {
        var (library, _) = Find(reader, key, id);
        await work.Stop(library, id);
        return (library, library.Jobs.Find(id)!);
    }

    public async Task Delete(LibraryReader reader, string key, long id)
    {
        var (library, _) = await Stop(reader, key, id);
        library.Jobs.Delete(id);
    }

    /// <summary>A job as it is now, and again whenever it has gone on, until nobody is doing it.</summary>
    public async IAsyncEnumerable<(Library Library, ReadJob Job, ReadProgress? Progress)> Watch(LibraryReader reader, string key, long id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var next = work.Changed;
            var (library, job) = Find(reader, key, id);
            yield return (library, job, work.Of(library, id));
            if (job.Stage is not JobStage.Queued) yield break;
            await next.WaitAsync(cancellation);
            await Task.Delay(pace, time, cancellation);
        }
    }

    private static bool IsTheirs(LibraryReader reader, ReadJob job) => job.Request.Owner is { } owner ? owner == reader.Person : reader.IsAdmin;

    private static T Checked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException error)
        {
            throw ApiException.Invalid(null, error.Message.Split(" (Parameter", 2)[0], "job_invalid");
        }
        catch (KeyNotFoundException)
        {
            throw Shelf.NoDocument();
        }
    }
}

/// <summary>What somebody wants of a library's documents.</summary>
/// <param name="Document">By its path, or by its number.</param>
internal sealed record ReadWish(string Document, string Task)
{
    public string? With { get; init; }

    public ReadKind? Kind { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public long? Budget { get; init; }

    public string? Model { get; init; }

    public ReadRequest Request(Library library, LibraryReader reader) => new(Find(library, Document), Task)
    {
        Other = With is null ? null : Find(library, With), Kind = Kind, Columns = Columns, TokenBudget = Budget, Model = Model, Owner = reader.Person,
    };

    private static long Find(Library library, string document) =>
        (library.Contents.LastOrDefault(entry => entry.Path == document && entry.State is DocumentState.Readable)
            ?? (long.TryParse(document, System.Globalization.CultureInfo.InvariantCulture, out var id) && library.FindDocument(id) is { State: DocumentState.Readable } entry ? entry : null))?.Id ?? throw Shelf.NoDocument();
}
