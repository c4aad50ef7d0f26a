using System.CommandLine;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Generation;

/// <summary>The options of <c>zhiyan generate</c>, and the job they describe.</summary>
internal sealed class GenerationOptions
{
    private readonly Option<string?> prompt = Options.Text("--prompt", "TEXT", "What a user says.");
    private readonly Option<bool> raw = Options.Flag("--raw", "The prompt is the text itself: no chat template, and control tokens count.");
    private readonly Option<string?> messages = Options.Text(
        "--messages", "FILE", "A conversation: a JSON array, or an object with messages and tools; '-' is standard input.");
    private readonly Option<IReadOnlyList<int>?> tokens = Options.TokenIds("--tokens", "Token ids to go on from.");
    private readonly Option<string?> system = Options.Text("--system", "TEXT", "A system prompt.");
    private readonly Option<string?> tools = Options.Text("--tools", "FILE", "Tools the model may call: a JSON array in OpenAI's shape.");
    private readonly Option<int?> maxTokens = Options.Count(
        "--max-tokens", 0, int.MaxValue, "Tokens to generate at most. Default: as many as the context holds.");
    private readonly Option<float?> temperature = Options.Number<float?>(
        "--temperature", "0 takes the most likely token. This and the next: by default as the model's card says.");
    private readonly Option<float?> topP = Options.Number<float?>("--top-p", "Keep the fewest likely tokens that reach this probability together.");
    private readonly Option<int?> topK = Options.Number<int?>("--top-k", "Keep this many of the most likely tokens; 0 keeps all.");
    private readonly Option<float?> minP = Options.Number<float?>("--min-p", "Keep tokens at least this fraction as likely as the most likely one.");
    private readonly Option<float?> repetitionPenalty = Options.Number<float?>("--repetition-penalty", "Divides the logits of recent tokens; 1 is off.");
    private readonly Option<ulong?> seed = Options.Number<ulong?>("--seed", "The same seed draws the same tokens.");
    private readonly Option<string[]> stop = Options.Texts("--stop", "TEXT", "A text that ends the reply; may be given several times.");
    private readonly Option<int?> logprobs = Options.Count("--logprobs", 0, 20, "With --json: log-probabilities of each token and of this many rivals.");
    private readonly Option<bool> truncate = Options.Flag("--truncate", "Drop the oldest part of a prompt that is too long, and say so.");
    private readonly Option<bool?> ignoreEnd = new("--ignore-end")
    {
        Description = "Go on past end tokens. Default: only after --tokens.",
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>A file of jobs instead of one.</summary>
    public Option<string?> Batch { get; } = Options.Text(
        "--batch", "FILE", "Jobs, a JSON object a line with the names of these options; '-' is standard input.");

    public void AddTo(Command command)
    {
        Option[] sources = [prompt, messages, tokens, Batch];
        Options.AddTo(command, sources);
        Options.AddTo(command, raw, system, tools, maxTokens, temperature, topP, topK, minP, repetitionPenalty, seed, stop, logprobs, ignoreEnd, truncate);
        command.Validators.Add(result =>
        {
            if (sources.Count(option => result.GetResult(option) is not null) != 1) result.AddError("give one of --prompt, --messages, --tokens and --batch");
        });
    }

    public GenerationJob Read(ParseResult arguments, Terminal terminal)
    {
        var conversation = arguments.GetValue(messages) is { } file ? InputFile.ReadJson(file, terminal) : null;
        var offered = arguments.GetValue(tools) is { } path ? InputFile.ReadJson(path, terminal) : (conversation as JsonObject)?["tools"];
        return new GenerationJob
        {
            Prompt = arguments.GetValue(prompt),
            Raw = arguments.GetValue(raw),
            Messages = conversation is null ? null : Objects(conversation as JsonArray ?? conversation["messages"], "--messages"),
            Tools = offered is null ? null : Objects(offered, "--tools"),
            Tokens = arguments.GetResult(tokens) is null ? null : arguments.GetValue(tokens),       // absent lists come out empty
            System = arguments.GetValue(system),
            MaxTokens = arguments.GetValue(maxTokens),
            Temperature = arguments.GetValue(temperature),
            TopP = arguments.GetValue(topP),
            TopK = arguments.GetValue(topK),
            MinP = arguments.GetValue(minP),
            RepetitionPenalty = arguments.GetValue(repetitionPenalty),
            Seed = arguments.GetValue(seed),
            Stop = arguments.GetValue(stop) is { Length: > 0 } ends ? ends : null,
            Logprobs = arguments.GetValue(logprobs),
            IgnoreEnd = arguments.GetResult(ignoreEnd) is null ? null : arguments.GetValue(ignoreEnd) ?? true,
            Truncate = arguments.GetValue(truncate),
        };
    }

    private static IReadOnlyList<JsonObject> Objects(JsonNode? node, string option) => node is JsonArray array && array.All(item => item is JsonObject)
        ? [.. array.Cast<JsonObject>()]
        : throw new UsageException($"{option}: this should be a JSON array of objects.");
}
