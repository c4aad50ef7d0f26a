using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Chats;

/// <summary>An engine that says what a test dictates, when it does; what is dictated early waits for its reply. Names of chats it has ready.</summary>
internal sealed class DictatedEngine : IReplyEngine
{
    private readonly ScriptedEngine plain = new();
    private readonly Channel<ReplyPart?> words = Channel.CreateUnbounded<ReplyPart?>();     // null ends a reply
    private int taken;
    private int active;
    private int titles;

    /// <summary>What a chat is called.</summary>
    public string Title { get; init; } = "Named by the model";

    /// <summary>What the name of a chat waits for.</summary>
    public Task TitleTurn { get; init; } = Task.CompletedTask;

    /// <summary>Tokens that were made of all replies.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>Replies that are being made.</summary>
    public int Active => Volatile.Read(ref active);

    /// <summary>How often the name of a chat was asked for.</summary>
    public int Titles => Volatile.Read(ref titles);

    /// <summary>What was asked last, titles apart.</summary>
    public ChatRequest? Asked { get; private set; }

    public int Context => plain.Context;

    public int VocabularySize => plain.VocabularySize;

    public EngineState? State => plain.State;

    public SamplingSettings DefaultSampling => plain.DefaultSampling;

    /// <summary>Adds text to the reply, a few characters a token.</summary>
    public void Dictate(string text)
    {
        foreach (var piece in text.Chunk(6)) words.Writer.TryWrite(new ContentDelta(new string(piece)));
    }

    public void Think(string text) => words.Writer.TryWrite(new ReasoningDelta(text));

    public void End() => words.Writer.TryWrite(null);

    /// <summary>A whole reply.</summary>
    public void Answer(string text)
    {
        Dictate(text);
        End();
    }

    /// <summary>What was dictated and not said is not said any more.</summary>
    public void Forget()
    {
        while (words.Reader.TryRead(out _)) { }
    }

    public async IAsyncEnumerable<ChatEvent> Chat(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (((string?)request.Messages[0]["content"])!.StartsWith("You name conversations", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref titles);
            await TitleTurn.WaitAsync(cancellation);
            yield return new ChatToken('t', [new ContentDelta(Title)], null);
            yield break;
        }

        Asked = request;
        var count = 0;
        Interlocked.Increment(ref active);
        try
        {
            yield return new ChatStarted(10, 4);
            while (await words.Reader.ReadAsync(cancellation) is { } part)
            {
                count++;
                Interlocked.Increment(ref taken);
                yield return new ChatToken('w', [part], null);
            }
            yield return new ChatFinished(FinishReason.Stop, false, [], new Usage(10, 4, count, 0), new Timings(0, 0, 0));
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }

    public IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, CancellationToken cancellation) => plain.Generate(request, cancellation);

    public PromptSize Measure(ChatRequest request) => plain.Measure(request);

    public string Render(ChatRequest request) => plain.Render(request);

    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial) => plain.Tokenize(text, addSpecial, parseSpecial);

    public string Detokenize(IReadOnlyList<int> tokens) => plain.Detokenize(tokens);

    public byte[] BytesOf(int token) => plain.BytesOf(token);

    public bool IsEnd(int token) => plain.IsEnd(token);

    public void Dispose() => plain.Dispose();
}
