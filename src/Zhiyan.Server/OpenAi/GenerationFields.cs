using System.ComponentModel;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Generation;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.OpenAi;

/// <summary>What chat completions and completions have in common.</summary>
internal abstract class GenerationFields(Field body) : SamplingFields(body)
{
    private const int MostStops = 16;
    private const int LongestUser = 512;

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

    [Description("Hold the reply to JSON: {type: json_object}, or {type: json_schema, json_schema: {schema}}. A schema that cannot be honoured is refused.")]
    public JsonObject? ResponseFormat { get; } = body["response_format"].Object();

    [Description("Hold the reply to one of json (a schema), regex, choice (a list of texts), grammar (GBNF) or json_object (true).")]
    public JsonObject? StructuredOutputs { get; } = body["structured_outputs"].Object();

    [Description("Hold the reply to this GBNF grammar, from its rule root.")]
    public string? Grammar { get; } = body["grammar"].Text();

    [Description("Hold the reply to this JSON schema.")]
    public JsonObject? JsonSchema { get; } = body["json_schema"].Object();

    [Description("flex lets others go first: for jobs that nobody waits for. auto, default and priority are all the same.")]
    public string? ServiceTier { get; } = Tier(body["service_tier"]);

    [Description("Whose request it is. Work is shared fairly between users; where the server has API keys, between these instead.")]
    public string? SafetyIdentifier { get; } = Identity(body["safety_identifier"]);

    [Description("The older name of safety_identifier.")]
    public string? User { get; } = Identity(body["user"]);

    internal ReplyConstraint? Constraint { get; } = ReplyConstraint.Read(body);

    /// <summary>The name of the API key that was sent.</summary>
    internal string? Key { get; init; }

    protected string? FairUser => Key ?? SafetyIdentifier ?? User;

    protected Priority Priority => ServiceTier == "flex" ? Priority.Background : Priority.Interactive;

    internal bool IncludeUsage => StreamOptions?.IncludeUsage is true;

    /// <summary>What a request's constraints stand in; null where that is not clear.</summary>
    protected virtual string? ConstrainedBy => Constraint?.Path;

    /// <summary>Lets pieces through, and says of a constraint that cannot be honoured which member it stands in.</summary>
    internal async IAsyncEnumerable<T> Explained<T>(IAsyncEnumerable<T> pieces)
    {
        await using var source = pieces.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await source.MoveNextAsync()) yield break;
            }
            catch (ConstraintException refused)
            {
                throw new ApiException(ApiError.Refused(ConstrainedBy, refused));
            }
            yield return source.Current;
        }
    }

    private static string? Tier(Field tier) => tier.Text() is null or "auto" or "default" or "priority" or "flex" ? tier.Text() : throw tier.Wrong("auto, default, flex or priority");

    private static string? Identity(Field user) => user.Text() is { Length: > LongestUser } ? throw user.Wrong($"{LongestUser} characters or less") : user.Text();

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
