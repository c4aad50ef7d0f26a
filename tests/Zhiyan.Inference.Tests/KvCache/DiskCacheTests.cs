using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.KvCache;

public sealed class DiskCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zhiyan-kv").FullName;

    [Fact]
    public async Task Remembers_a_long_prompt_over_a_restart_and_answers_the_same()
    {
        var (first, cachedFirst) = await Answer(Prompt());

        var (again, cachedAgain) = await Answer(Prompt());

        Assert.Equal(0, cachedFirst);
        Assert.Equal(1_024, cachedAgain);       // whole segments of 256 of its 1,100 tokens
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Reads_anew_what_is_damaged()
    {
        var (first, _) = await Answer(Prompt());
        foreach (var file in Directory.GetFiles(folder)) Spoil(file);

        var (again, cached) = await Answer(Prompt());

        Assert.Equal(0, cached);
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Does_not_take_another_text_for_the_same()
    {
        await Answer(Prompt());
        int[] other = [9, .. Prompt()[1..]];

        var (_, cached) = await Answer(other);

        Assert.Equal(0, cached);
    }

    [Fact]
    public async Task Keeps_within_its_limit()
    {
        await Answer(Prompt());
        var file = new FileInfo(Directory.GetFiles(folder)[0]).Length;

        await Answer([7, .. Prompt()], limit: 2 * file);

        Assert.InRange(Directory.GetFiles(folder).Length, 1, 2);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static int[] Prompt()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, 1_100).Select(_ => random.Next(1_000, 40_000))];
    }

    private static void Spoil(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private async Task<(List<double>, int Cached)> Answer(int[] prompt, long limit = 1L << 30)
    {
        using var engine = Engine.Load(DefaultModels.Mini, settings: new EngineSettings { CacheFolder = folder, CacheFolderBytes = limit });
        var (logprobs, cached) = (new List<double>(), -1);
        var request = new GenerationRequest { Prompt = prompt, MaxTokens = 4, IgnoreEnd = true, Logprobs = 0, Sampling = new SamplingSettings { Temperature = 0 } };
        await foreach (var step in engine.Generate(request))
        {
            if (step is PromptRead read) cached = read.CachedTokens;
            if (step is Generated made) logprobs.Add(made.Logprobs!.Chosen.Logprob);
        }
        return (logprobs, cached);
    }
}
