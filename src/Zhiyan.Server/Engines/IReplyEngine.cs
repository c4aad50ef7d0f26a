using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Server.Engines;

/// <summary>What the endpoints ask of a loaded model that writes. <see cref="LocalEngine"/> is the real one; tests script another.</summary>
internal interface IReplyEngine : IServedModel
{
    int VocabularySize { get; }

    SamplingSettings DefaultSampling { get; }

    IAsyncEnumerable<ChatEvent> Chat(ChatRequest request, CancellationToken cancellation);

    IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, CancellationToken cancellation);

    /// <summary>How much of the context a conversation takes.</summary>
    PromptSize Measure(ChatRequest request);

    /// <summary>The prompt that the model's template makes of a conversation.</summary>
    string Render(ChatRequest request);

    int[] Tokenize(string text, bool addSpecial, bool parseSpecial);

    /// <summary>The text of token ids, control tokens spelled out.</summary>
    string Detokenize(IReadOnlyList<int> tokens);

    /// <summary>What a token adds to the text, in UTF-8; it may begin or end inside a character.</summary>
    byte[] BytesOf(int token);

    /// <summary>A reply is over at this token, and its spelling is no part of the text.</summary>
    bool IsEnd(int token);
}
