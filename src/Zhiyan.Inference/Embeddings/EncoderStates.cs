using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference.Embeddings;

/// <summary>Hidden states of an <see cref="Encoder"/>; a pass takes many texts.</summary>
internal sealed class EncoderStates : IHiddenStates
{
    /// <summary>Tokens of a pass, those of each text rounded up to whole pages; more where the longest text needs them.</summary>
    private const int PassTokens = 2_048;

    private readonly EncoderCheckpoint checkpoint;
    private readonly Encoder encoder;
    private readonly WorkerPool pool;
    private readonly EncoderWorkspace work;

    private EncoderStates(EncoderCheckpoint checkpoint, Encoder encoder, WorkerPool pool)
    {
        this.checkpoint = checkpoint;
        this.encoder = encoder;
        this.pool = pool;
        work = new EncoderWorkspace(encoder.Config, encoder.Layout, pool, EncoderBatch.PagesFor(Math.Max(PassTokens, encoder.Config.Context)));
    }

    public int Width => encoder.Config.Width;

    public int Context => encoder.Config.Context;

    public int Vocabulary => encoder.Config.Vocabulary;

    public Pooling Pooling => encoder.Config.Pooling;

    public int TokenTypes => encoder.Config.TokenTypes;

    public bool Scores => encoder.Config.Scores;

    public long Bytes => encoder.Bytes;

    public int Threads => pool.Workers;

    public static EncoderStates Open(string path, EmbeddingSettings settings, IProgress<double>? progress)
    {
        var checkpoint = EncoderCheckpoint.Open(path);
        try
        {
            var encoder = new EncoderReader(checkpoint, settings.Exact ? MatrixPrecision.Exact : MatrixPrecision.Fast, progress).Read();
            return new EncoderStates(checkpoint, encoder, settings.Threads == 0 ? new WorkerPool() : new WorkerPool(settings.Threads));
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public Tokenizer ReadTokenizer() => checkpoint.ReadTokenizer();

    public int Fit(IEnumerable<TokenizedText> texts)
    {
        var (count, pages) = (0, 0);
        foreach (var text in texts)
        {
            pages += EncoderBatch.PagesFor(text.Tokens.Length);
            if (pages > work.Pages || count == EncoderWorkspace.ChunkRows) break;       // a chunk of texts is scored together
            count++;
        }
        return count;
    }

    public void Run(IReadOnlyList<TokenizedText> texts, RowVisitor visit)
    {
        var batch = new EncoderBatch(texts);
        encoder.Forward(batch, work);
        for (var text = 0; text < texts.Count; text++)
            for (var token = 0; token < texts[text].Tokens.Length; token++) visit(text, token, work.Hidden[batch.Starts[text] + token]);
    }

    public float[] Score(IReadOnlyList<TokenizedText> texts)
    {
        var batch = new EncoderBatch(texts);
        encoder.Forward(batch, work);
        return encoder.Scores(batch, work);
    }

    public void Dispose()
    {
        work.Dispose();
        pool.Dispose();
        checkpoint.Dispose();
    }
}
