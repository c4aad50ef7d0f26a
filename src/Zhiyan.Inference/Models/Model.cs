using System.Security.Cryptography;
using System.Text;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;

namespace Zhiyan.Inference.Models;

/// <summary>
/// An open model: weights, tokenizer and chat template, from a GGUF file or a folder of safetensors alike. Immutable and thread-safe; a
/// <see cref="Session"/> is one timeline over it.
/// </summary>
public sealed class Model : IDisposable
{
    private const int FingerprintBytes = 4_096;

    /// <summary>To be raised with every change that gives keys and values other bits.</summary>
    private const int CacheVersion = 1;

    private readonly Checkpoint checkpoint;
    private readonly Lazy<Tokenizer> tokenizer;
    private readonly Lazy<Template?> template;
    private readonly Lazy<IReadOnlySet<int>> endTokens;

    private Model(Checkpoint checkpoint, Decoder decoder)
    {
        this.checkpoint = checkpoint;
        Decoder = decoder;
        ChatTemplateText = checkpoint.ChatTemplate;
        tokenizer = new Lazy<Tokenizer>(checkpoint.ReadTokenizer);
        endTokens = new Lazy<IReadOnlySet<int>>(() => checkpoint.EndTokens.Concat(TokenizerOrNull?.Vocabulary.EndOfGeneration ?? Enumerable.Empty<int>()).ToHashSet());
        template = new Lazy<Template?>(() => ChatTemplateText is { } source ? Template.Parse(source) : null);
    }

    public string Path => checkpoint.Path;

    public ModelConfig Config => checkpoint.Config;

    /// <summary>Read when first asked for; throws <see cref="ModelFormatException"/> where the model has none that can be read.</summary>
    public Tokenizer Tokenizer => tokenizer.Value;

    /// <summary>The tokenizer, or null where <see cref="Tokenizer"/> would throw: such a model runs on token ids only.</summary>
    public Tokenizer? TokenizerOrNull
    {
        get
        {
            try
            {
                return Tokenizer;
            }
            catch (ModelFormatException)
            {
                return null;
            }
        }
    }

    /// <summary>The template that turns messages into a prompt; null where the model has none.</summary>
    public Template? ChatTemplate => template.Value;

    /// <summary>That template as the files hold it.</summary>
    public string? ChatTemplateText { get; }

    /// <summary>Tokens at which a reply ends: those the files name, and the vocabulary's tokens that end a turn or a text.</summary>
    public IReadOnlySet<int> EndTokens => endTokens.Value;

    public SamplingDefaults Sampling => checkpoint.Sampling;

    /// <summary>Bytes of packed weights in private memory.</summary>
    public long PackedBytes => Decoder.Bytes;

    internal Decoder Decoder { get; }

    /// <summary>Opens a .gguf file or a model folder. With <paramref name="exact"/>, activations and cache stay in float32: the reference.</summary>
    /// <param name="cacheType">How keys and values are kept; null for half precision beside quantised weights, and single precision beside others.</param>
    /// <param name="progress">Told, on this thread, of the fraction of the weights that is ready: it only ever grows, and ends at 1.</param>
    public static Model Open(string path, bool exact = false, KeyValuePrecision? cacheType = null, IProgress<double>? progress = null)
    {
        var checkpoint = Checkpoint.Open(path);
        try
        {
            return new Model(checkpoint, new DecoderReader(checkpoint, exact ? MatrixPrecision.Exact : MatrixPrecision.Fast, cacheType, progress).Read());
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>
    /// 32 bytes that another model, or this one computed in another way, does not have: from every tensor's name, shape and ends, and from the
    /// layout of the cache. Reading all of the weights would take longer than a document does.
    /// </summary>
    internal byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{CacheVersion} {Decoder.KeyValueLayout}"));
        foreach (var tensor in checkpoint.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            var end = (int)Math.Min(FingerprintBytes, tensor.Data.Length);
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {tensor.ShapeText}"));
            hash.AppendData(tensor.Data.Span(0, end));
            hash.AppendData(tensor.Data.Span(tensor.Data.Length - end, end));
        }
        return hash.GetHashAndReset();
    }

    public void Dispose() => checkpoint.Dispose();
}
