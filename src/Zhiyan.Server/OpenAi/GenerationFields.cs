using System.ComponentModel;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.OpenAi;

/// <summary>What chat completions and completions have in common.</summary>
internal abstract class GenerationFields(Field body) : SamplingFields(body)
{
    private const int MostStops = 16;

    [Description("A name of /v1/models; without it, the default model.")]
    public string? Model { get; } = body["model"].Text() is { Length: > 0 } name ? name : null;

    [Description("Replies to make, 1 to 8.")]
    public int N { get; } = body["n"].Count(1, 8) ?? 1;

    [OneOrMany, Description("A text, or up to 16, that end the reply and are no part of it.")]
    public IReadOnlyList<string> Stop { get; } = Texts(body["stop"]);

    [Description("Send the reply in pieces as server-sent events while it is made.")]
    public bool Stream { get; } = body["stream"].Flag() ?? false;

    public StreamOptions? StreamOptions { get; } = body["stream_options"].IsMissing ? null : new StreamOptions(body["stream_options"]);

    [Description("Drop the oldest part of a prompt that is too long, and say how much, instead of refusing it.")]
    public bool Truncate { get; } = body["truncate"].Flag() ?? false;

    internal bool IncludeUsage => StreamOptions?.IncludeUsage is true;

    private static IReadOnlyList<string> Texts(Field stop)
    {
        if (stop.IsText) return Text(stop);
        if (!stop.IsMissing && !stop.IsList) throw stop.Wrong("a string or a list of strings");
        return [.. stop.Items(MostStops).SelectMany(Text)];

        static string[] Text(Field field) => field.Text() is { Length: > 0 } text ? [text] : throw field.Wrong("a string of 1 character or more");
    }
}

internal sealed class StreamOptions(Field options)
{
    [Description("Send the token counts in a last chunk.")]
    public bool IncludeUsage { get; } = options["include_usage"].Flag() ?? false;
}
