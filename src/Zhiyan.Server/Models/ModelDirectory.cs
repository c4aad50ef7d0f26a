using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Formats;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.Models;

/// <summary>
/// Everything that a person can chat with: the models on this machine, read anew at every look, and those of the providers. A provider's model is
/// called <c>provider/model</c>. Thread-safe.
/// </summary>
internal sealed class ModelDirectory(IModelStore store, EngineHost engines, ProviderDirectory providers, GenerationTelemetry telemetry, ServerSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<ModelFile, Lazy<Traits>> known = new();

    /// <summary>Every model, those on this machine first.</summary>
    public async Task<IReadOnlyList<ChatModel>> List(CancellationToken cancellation = default) =>
        [.. Local(), .. (await providers.List(cancellation)).Where(provider => provider.IsEnabled).SelectMany(External)];

    /// <summary>A model by its id; null where there is none.</summary>
    public async Task<ChatModel?> Find(string id, CancellationToken cancellation = default) => (await List(cancellation)).FirstOrDefault(model => model.Id == id);

    /// <summary>The model of conversations that name none. Throws an <see cref="ApiException"/> where none is installed.</summary>
    public string Default => DefaultId() ?? throw new ApiException(ApiError.LoadingFailed("the default model", "it is not installed; put a .gguf file into the models folder, or choose another model."));

    public bool HasDefault => DefaultId() is not null;

    /// <summary>
    /// A client for one model, to be kept or thrown away. Whether the model is there shows at each request: one on this machine is loaded then, and
    /// held in memory no longer than the reply takes.
    /// </summary>
    public IChatClient Open(string id) => IsLocal(id)
        ? new HostedChatClient(engines, id, telemetry, time)
        : providers.Open(id[..id.IndexOf('/')], id[(id.IndexOf('/') + 1)..]);

    /// <summary>It is a model of this machine, or would be one.</summary>
    public bool IsLocal(string id) => id.IndexOf('/') <= 0 || store.List().Any(model => model.Id == id);

    /// <summary>
    /// The room that a conversation takes in a model's context, and the messages that would be left out for it; null for a model that is not in
    /// memory, since a look must not push another one out.
    /// </summary>
    public async Task<PromptSize?> CountTokens(string id, IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellation = default)
    {
        using var client = new HostedChatClient(engines, id, telemetry, time);
        return await client.Measure([.. messages], options, cancellation);
    }

    private IEnumerable<ChatModel> Local()
    {
        var hosted = engines.List().Where(model => model.Model.Card.Kind == ModelCard.ChatKind).ToList();
        var files = hosted.Where(model => model.Model.Missing is null).ToDictionary(model => model.Model.Id, model => ModelFile.Of(model.Model));
        foreach (var gone in known.Keys.Except(files.Values)) known.TryRemove(gone, out _);
        var first = DefaultId();
        return [.. hosted.Select(model => Describe(model, files.GetValueOrDefault(model.Model.Id)) with { IsDefault = model.Model.Id == first })];
    }

    private ChatModel Describe(HostedModel hosted, ModelFile? file)
    {
        var model = hosted.Model;
        var (traits, fault) = file is null ? new Traits(null, null) : known.GetOrAdd(file, _ => new Lazy<Traits>(() => Read(model))).Value;
        return new ChatModel(model.Id, model.Id, hosted.State, new ModelAbilities(Tools: traits?.CallsTools is true, Reasoning: traits?.Reasons is true))
        {
            Progress = hosted.Progress,
            Bytes = model.Bytes,
            Context = hosted.Context ?? (traits is null ? null : Math.Min(traits.Context, settings.Engine.Context ?? int.MaxValue)),
            Description = model.Card.Description,
            Reason = model.Missing ?? hosted.Failure,
        } switch
        {
            var here when hosted.State == ModelState.Loaded => here,
            var broken when fault is not null => broken with { State = ModelState.Failed, Reason = fault },
            var mute when traits?.Chats is false => mute with { State = ModelState.Incomplete, Reason = "a chat template" },
            var whole => whole,
        };
    }

    private Traits Read(InstalledModel model)
    {
        try
        {
            return new Traits(store.TraitsOf(model), null);
        }
        catch (Exception error) when (error is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return new Traits(null, error.Message);
        }
    }

    private string? DefaultId()
    {
        try
        {
            return store.Default().Id;
        }
        catch (ModelFormatException)
        {
            return null;        // what ails it stands beside it in the list
        }
    }

    private static IEnumerable<ChatModel> External(ProviderSettings provider) => provider.Models.Select(model =>
        new ChatModel($"{provider.Id}/{model.Id}", model.Name, ModelState.Available, model.Abilities) { Provider = provider.Name, Context = model.Context, Price = model.Price });

    /// <summary>A model's file as it was when it was read; another one by the same name is read again.</summary>
    private sealed record ModelFile(string Path, long Bytes, DateTime Written)
    {
        public static ModelFile Of(InstalledModel model) => new(model.Path, model.Bytes, File.GetLastWriteTimeUtc(model.Path));
    }

    private sealed record Traits(ModelTraits? Known, string? Fault);
}
