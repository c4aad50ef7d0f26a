using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Embeddings;

/// <summary>Hidden states of a decoder such as Qwen3-Embedding: causal, after the last norm, without the head. One text a pass.</summary>
internal sealed class DecoderStates(Model model, Pooling pooling, EmbeddingSettings settings) : IHiddenStates
{
    private readonly Runner runner = new(model, settings.Threads);

    public int Width => model.Config.Width;

    public int Context => model.Config.Context;

    public int Vocabulary => model.Config.Vocabulary;

    public Pooling Pooling => pooling;

    public int TokenTypes => 1;

    public bool Scores => false;

    public long Bytes => model.PackedBytes;

    public int Threads => runner.Threads;

    public Tokenizer ReadTokenizer() => model.Tokenizer;

    public int Fit(IEnumerable<TokenizedText> texts) => 1;

    public void Run(IReadOnlyList<TokenizedText> texts, RowVisitor visit)
    {
        using var session = new Session(runner);
        for (var text = 0; text < texts.Count; text++)
        {
            session.Rewind(0);
            foreach (var chunk in texts[text].Tokens.Chunk(Workspace.BatchRows))
            {
                var start = session.Length;
                session.Prefill(chunk);
                for (var row = 0; row < chunk.Length; row++) visit(text, start + row, runner.Hidden(row));
            }
        }
    }

    public float[] Score(IReadOnlyList<TokenizedText> texts) => throw new InvalidOperationException("a decoder has no head that scores.");

    public void Dispose()
    {
        runner.Dispose();
        model.Dispose();
    }
}
