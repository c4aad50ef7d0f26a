using System.Text.Json;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>The features of statements. What a model said is kept in a file, a statement on each line, since asking takes seconds.</summary>
internal sealed class MeasuredClaims(ClaimChecker checker, ClaimChecker withoutModel, string? cache)
{
    private readonly Dictionary<string, Dictionary<string, double>> asked = cache is not null && File.Exists(cache)
        ? File.ReadLines(cache).Select(line => JsonSerializer.Deserialize<Entry>(line)!).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last().Values)
        : [];

    private readonly Dictionary<(string, string), MeasuredStatement> measured = [];

    public MeasuredStatement this[string passage, string statement] => measured[(passage, statement)];

    public bool IsWordForWord(LabelledClaim claim) => claim.Statements.All(statement => this[claim.Passage, statement].IsWordForWord);

    public async Task Measure(IEnumerable<LabelledClaim> claims, CancellationToken cancellation)
    {
        int done = 0;
        foreach (var claim in claims)
        {
            foreach (var statement in claim.Statements.Concat(claim.Parts.Select(part => part.Statement)).Distinct())
                measured[(claim.Passage, statement)] = await Of(claim.Passage, statement, cancellation);
            if (++done % 50 == 0) await Console.Error.WriteLineAsync($"{done:N0} claims measured");
        }
    }

    private async Task<MeasuredStatement> Of(string passage, string statement, CancellationToken cancellation)
    {
        var (features, values) = await withoutModel.Measure(statement, passage, _ => false, cancellation);
        if (features.IsWordForWord) return new MeasuredStatement(true, values);
        var key = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{statement}\n{passage}")));
        if (!asked.TryGetValue(key, out var told))
        {
            var (_, all) = await checker.Measure(statement, passage, _ => true, cancellation);
            asked[key] = told = all.Where(feature => !values.ContainsKey(feature.Key)).ToDictionary();
            if (cache is not null) await File.AppendAllTextAsync(cache, JsonSerializer.Serialize(new Entry(key, told)) + "\n", cancellation);
        }
        foreach (var (name, value) in told) values[name] = value;
        return new MeasuredStatement(false, values);
    }

    private sealed record Entry(string Key, Dictionary<string, double> Values);
}

/// <param name="Values">By the features' names; without what a model says where the statement stands in its passage word for word.</param>
internal sealed record MeasuredStatement(bool IsWordForWord, IReadOnlyDictionary<string, double> Values);
