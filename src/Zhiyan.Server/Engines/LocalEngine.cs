using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Server.Engines;

/// <summary>A model loaded in this process.</summary>
internal sealed class LocalEngine(Engine engine) : IReplyEngine
{
    /// <summary>What it is itself, for those who need more than replies.</summary>
    public Engine Engine => engine;

    public int Context => engine.Context;

    public int VocabularySize => engine.Model.Config.Vocabulary;

    public EngineState? State => engine.State;

    public SamplingSettings DefaultSampling => engine.DefaultSampling;

    private Tokenizer Tokenizer => engine.Model.Tokenizer;

    public IAsyncEnumerable<ChatEvent> Chat(ChatRequest request, CancellationToken cancellation) => engine.Chat(request, cancellation);

    public IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, CancellationToken cancellation) => engine.Generate(request, cancellation);

    public PromptSize Measure(ChatRequest request) => engine.Measure(request);

    public string Render(ChatRequest request) => engine.Render(request).Text;

    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial) =>
        Tokenizer.Encode(text, parseSpecial ? SpecialTokens.Parse : SpecialTokens.Plain, addSpecial);

    public string Detokenize(IReadOnlyList<int> tokens) => Tokenizer.Decode([.. tokens.Where(IsKnown)], skipSpecial: false);

    public byte[] BytesOf(int token) => IsKnown(token) ? Tokenizer.BytesOf(token).ToArray() : [];

    public bool IsEnd(int token) => engine.Model.EndTokens.Contains(token);

    public void Dispose() => engine.Dispose();

    /// <summary>Some models' matrices have more rows than their vocabulary has tokens.</summary>
    private bool IsKnown(int token) => token < Tokenizer.VocabularySize;
}
