using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Zhiyan.Knowledge;

namespace Zhiyan.Bench.Questions;

/// <summary>Keeps what a model said in a file, an answer on each line, since asking takes seconds.</summary>
internal sealed class CachedLikelihoods(ILikelihoods inner, string? path) : ILikelihoods
{
    private readonly Dictionary<string, double[][]> known = path is not null && File.Exists(path)
        ? File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Entry>(line)!).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last().Logprobs)
        : [];

    public async Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [message, .. continuations]))));
        if (!known.TryGetValue(key, out var told))
        {
            known[key] = told = [.. (await inner.Score(message, continuations, cancellation)).Select(likelihood => likelihood.TokenLogprobs.ToArray())];
            if (path is not null) await File.AppendAllTextAsync(path, JsonSerializer.Serialize(new Entry(key, told)) + "\n", cancellation);
        }
        return [.. told.Select(logprobs => new Likelihood(logprobs))];
    }

    private sealed record Entry(string Key, double[][] Logprobs);
}
