using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Models;

namespace Zhiyan.Server.Libraries;

/// <summary>Answers a question from a library by a model; null for the default one, or none where none is installed.</summary>
internal delegate Task<Answer> Asking(Library library, AskRequest request, string? model, CancellationToken cancellation);

/// <summary>Puts questions to libraries, a bounded number at a time: the model that words an answer is held in memory until it is there. Thread-safe.</summary>
internal sealed class LibraryAnswers
{
    public const int LongestQuestion = 2_000;

    /// <summary>Questions in work and waiting.</summary>
    private const int Most = 32;

    private readonly EngineHost engines;
    private readonly ModelDirectory models;
    private readonly IModelStore store;
    private readonly EmbeddingHost embedders;
    private readonly ILogger<LibraryAnswers> log;
    private int questions;

    public LibraryAnswers(IModelStore store, EmbeddingHost embedders, EngineHost engines, ModelDirectory models, ILogger<LibraryAnswers> log)
    {
        (this.store, this.embedders, this.engines, this.models, this.log) = (store, embedders, engines, models, log);
        Asking = AskModel;
    }

    /// <summary>What answers; tests put an answer of their own here.</summary>
    internal Asking Asking { get; set; }

    /// <summary>Throws an <see cref="ApiException"/> for a question that cannot be, where no document is left to look into, and for a model that is not there.</summary>
    public async Task<Answer> Ask(Library library, AskRequest request, string? model, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Question) || request.Question.Length > LongestQuestion) throw ApiException.Invalid("question", $"a question has 1 to {LongestQuestion:N0} characters.", "question_invalid");
        LibrarySearches.RequireDocuments(library, request.Within);
        try
        {
            if (Interlocked.Increment(ref questions) > Most) throw new ApiException(ApiError.Unavailable($"{Most} questions to libraries are in work already; try again later.", "queue_full"));
            return await Asking(library, request, model, cancellation);
        }
        catch (TooMuchToReadException error)
        {
            throw ApiException.Invalid("reading", error.Message, "too_much_to_read");
        }
        finally
        {
            Interlocked.Decrement(ref questions);
        }
    }

    private async Task<Answer> AskModel(Library library, AskRequest request, string? model, CancellationToken cancellation)
    {
        var reranker = HostedReranker.Find(store, embedders, log);
        // Without any model, an answer is in the sources' own words.
        if (model is null && !models.HasDefault) return await library.Ask(request, null, reranker, cancellation);
        var id = model ?? models.Default;
        using var chat = models.Open(id);
        if (!models.IsLocal(id)) return await library.Ask(request, new AnsweringModel(chat, null), reranker, cancellation);
        using var lease = await engines.Use(id, cancellation);
        return await library.Ask(request, new AnsweringModel(chat, lease.Engine is LocalEngine local ? new EngineLikelihoods(local.Engine) : null), reranker, cancellation);
    }
}
