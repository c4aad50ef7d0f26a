namespace Zhiyan.Knowledge.Tests.Checking;

/// <summary>A model that finds the first of several answers as likely as it is told to, and every token of a single one alike.</summary>
internal sealed class ScriptedLikelihoods(double first) : ILikelihoods
{
    public List<string> Messages { get; } = [];

    public Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
    {
        Messages.Add(message);
        return Task.FromResult<IReadOnlyList<Likelihood>>([.. continuations.Select((text, at) => new Likelihood(continuations.Count == 1 ? [.. text.Split(' ').Select(_ => -1.0)] : [at == 0 ? first : -1.0]))]);
    }
}
