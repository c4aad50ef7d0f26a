using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Libraries;

/// <summary>Answers a question from a library.</summary>
internal delegate Task<Answer> Asking(Library library, AskRequest request, CancellationToken cancellation);

/// <summary>Puts questions to libraries, a bounded number at a time. Thread-safe.</summary>
internal sealed class LibraryAnswers
{
    /// <summary>Questions in work and waiting.</summary>
    private const int Most = 32;

    public const int LongestQuestion = 2_000;

    private int questions;

    /// <summary>What answers them.</summary>
    public Asking Asking { get; set; } = (_, _, _) => throw new ApiException(ApiError.Unavailable("questions to libraries are not answered by this program.", "not_built"));

    public async Task<Answer> Ask(Library library, AskRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Question) || request.Question.Length > LongestQuestion) throw ApiException.Invalid("question", $"a question has 1 to {LongestQuestion:N0} characters.", "question_invalid");
        try
        {
            if (Interlocked.Increment(ref questions) > Most) throw new ApiException(ApiError.Unavailable($"{Most} questions to libraries are in work already; try again later.", "queue_full"));
            return await Asking(library, request, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref questions);
        }
    }
}
