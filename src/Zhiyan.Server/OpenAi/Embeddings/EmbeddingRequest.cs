using System.Buffers.Binary;
using System.ComponentModel;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi.Completions;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.OpenAi.Embeddings;

/// <summary>The body of POST /v1/embeddings. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class EmbeddingRequest
{
    /// <summary>As many as OpenAI takes.</summary>
    private const int MostInputs = 2_048;

    private const string Floats = "float", Base64 = "base64";

    private readonly Field dimensions;

    public EmbeddingRequest(Field body)
    {
        Model = body["model"].Text();
        Input = Prompt.Read(body["input"], MostInputs);
        EncodingFormat = body["encoding_format"].Text() ?? Floats;
        if (EncodingFormat is not (Floats or Base64)) throw body["encoding_format"].Wrong($"{Floats} or {Base64}");
        dimensions = body["dimensions"];
        Dimensions = dimensions.Count(1, int.MaxValue);
        InputType = body["input_type"].Text();
        Truncate = body["truncate"].Flag() ?? false;
        if (InputType is not null && Input.Any(input => input.Text is null)) throw body["input_type"].NotBuilt("nothing is put before token ids; leave it out.");
    }

    [Description("An installed embedding model; without it, the first there is.")]
    public string? Model { get; }

    [Mandatory, OneOrMany, Description("A text, a list of texts, a list of token ids, or a list of lists of token ids. What the model's file puts around a text is added to texts, not to ids.")]
    public IReadOnlyList<Prompt> Input { get; }

    [Description("float, or base64 of little-endian float32.")]
    public string EncodingFormat { get; }

    [Description("Only as many as the model's vectors have.")]
    public int? Dimensions { get; }

    [Description("What the texts are to each other, as the model's card names it (query, passage): its prefix goes before each of them.")]
    public string? InputType { get; }

    [Description("Cut a text that is longer than the context; otherwise it is refused.")]
    public bool Truncate { get; }

    public EmbeddingOptions Options => new() { Role = InputType, Truncate = Truncate };

    public void Check(string model, int width)
    {
        if (Dimensions is { } wanted && wanted != width) throw dimensions.NotBuilt($"the vectors of {model} have {width} dimensions and cannot be shortened; leave it out.");
    }

    /// <summary>A vector as it was asked for.</summary>
    public object Encode(float[] vector) => EncodingFormat == Floats ? vector : Convert.ToBase64String(LittleEndian(vector));

    private static byte[] LittleEndian(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }
}
