using System.Text.Json;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Kernels.Operations;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Models;

/// <summary>zhiyan-mini against the float32 reference of models/golden.json.</summary>
[Trait("Category", "Golden")]
public sealed class DefaultModelTests
{
    private static readonly JsonElement golden = JsonDocument.Parse(File.ReadAllText(DefaultModels.Golden)).RootElement.GetProperty("mini");

    [Fact]
    public void Exact_arithmetic_gives_the_reference_logits_and_every_greedy_token()
    {
        using var model = Model.Open(DefaultModels.Mini, exact: true);
        using var runner = new Runner(model);

        foreach (var prompt in Prompts())
        {
            using var session = new Session(runner);
            var logits = session.Append(prompt.Ids);
            foreach (var (token, expected) in prompt.Top) Assert.InRange(logits[token], expected - 1e-2f, expected + 1e-2f);
            Assert.Equal(prompt.Greedy, Greedy(session, logits, prompt.Greedy.Length));
        }
    }

    [Fact]
    public void Int8_arithmetic_gives_the_same_tokens_up_to_the_first_close_call()
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var runner = new Runner(model);

        foreach (var prompt in Prompts())
        {
            using var session = new Session(runner);
            var sure = prompt.Margins.TakeWhile(margin => margin >= 0.15).Count();
            Assert.Equal(prompt.Greedy[..sure], Greedy(session, session.Append(prompt.Ids), sure));
        }
    }

    [Fact]
    public void Int8_arithmetic_finds_a_text_as_likely_as_the_reference_within_a_hundredth()
    {
        using var exact = Model.Open(DefaultModels.Mini, exact: true);
        using var fast = Model.Open(DefaultModels.Mini);
        var text = File.ReadAllText(Path.Combine(Fixtures.Root, "models", "README.md"));
        var tokens = exact.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false)[..600];

        Assert.InRange(Nll(fast, tokens) / Nll(exact, tokens), 0.99, 1.01);
    }

    [Fact]
    public void Finds_the_reference_texts_as_likely_as_the_reference_does()
    {
        using var model = Model.Open(DefaultModels.Mini);

        foreach (var text in golden.GetProperty("nll").EnumerateArray())
        {
            var file = Fixtures.SharedPath(text.GetProperty("file").GetString()!.Split('/'));
            if (!File.Exists(file)) Assert.Skip($"needs {Path.GetRelativePath(Fixtures.Root, file)}, which this machine does not have");
            var content = string.Concat(File.ReadAllText(file).EnumerateRunes().Take(text.GetProperty("first_characters").GetInt32()));
            var tokens = model.Tokenizer.Encode(content, SpecialTokens.Plain, addBosEos: false)[..2000];
            Assert.InRange(Nll(model, tokens) / text.GetProperty("mean_nll").GetDouble(), 0.99, 1.01);
        }
    }

    [Fact]
    public void Tokenizes_as_the_reference_does()
    {
        using var model = Model.Open(DefaultModels.Mini);

        foreach (var text in golden.GetProperty("tokenizer").EnumerateArray())
            Assert.Equal(text.GetProperty("ids").Deserialize<int[]>(), model.Tokenizer.Encode(text.GetProperty("text").GetString()!, SpecialTokens.Parse, addBosEos: false));
    }

    private sealed record Prompt(int[] Ids, int[] Greedy, double[] Margins, (int Token, float Logit)[] Top);

    private static IEnumerable<Prompt> Prompts() => golden.GetProperty("prompts").EnumerateArray().Select(prompt => new Prompt(
        prompt.GetProperty("ids").Deserialize<int[]>()!,
        prompt.GetProperty("greedy").Deserialize<int[]>()!,
        prompt.GetProperty("margins").Deserialize<double[]>()!,
        [.. prompt.GetProperty("top10").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetSingle()))]));

    private static int[] Greedy(Session session, ReadOnlySpan<float> logits, int count)
    {
        var tokens = new int[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = ArgMax.Of(logits);
            logits = session.Append(tokens[i]);
        }
        return tokens;
    }

    /// <summary>Mean negative log-likelihood of every token but the first.</summary>
    private static double Nll(Model model, int[] tokens)
    {
        using var runner = new Runner(model);
        using var session = new Session(runner);
        var sum = 0.0;
        session.Append(tokens, (index, logits) =>
        {
            if (index + 1 < tokens.Length) sum -= TokenLogprob.Measure(logits, tokens[index + 1], []);
        });
        return sum / (tokens.Length - 1);
    }
}
