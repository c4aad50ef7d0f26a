namespace Zhiyan.Knowledge.Tests.Checking;

/// <summary>A model that finds the first of several answers as likely as it is told to, and all others alike.</summary>
internal sealed class ScriptedLikelihoods(double first) : ILikelihoods
{
    public List<string> Messages { get; } = [];

    public Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
    {
        Messages.Add(message);
        return Task.FromResult<IReadOnlyList<Likelihood>>([.. continuations.Select((_, at) => new Likelihood([at == 0 ? first : -1.0]))]);
    }
}
