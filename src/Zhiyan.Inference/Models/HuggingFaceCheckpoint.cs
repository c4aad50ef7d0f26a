using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Models;

/// <summary>A folder in Hugging Face's form: config.json becomes a <see cref="ModelConfig"/>, tensor names become GGUF's.</summary>
internal sealed partial class HuggingFaceCheckpoint : Checkpoint
{
    private readonly SafetensorsFolder folder;
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly JsonFile? generation;

    public HuggingFaceCheckpoint(string path)
    {
        folder = SafetensorsFolder.Open(path);
        try
        {
            generation = JsonFile.TryOpen(System.IO.Path.Combine(path, "generation_config.json"));
            Config = HuggingFaceConfig.Read(System.IO.Path.Combine(path, "config.json"), folder.Config).Checked(Path);
            foreach (var tensor in folder.Tensors.Values) AddUnderGgufName(tensor);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public override string Path => folder.Path;

    public override long Length => folder.Length;

    public override ModelConfig Config { get; }

    public override string? Name => null;

    public override string? License => null;

    public override string? ChatTemplate => ReadTemplateFile() ?? ReadTemplateSetting();

    public override IReadOnlyList<int> EndTokens => generation?.Integers("eos_token_id") ?? folder.Config.Integers("eos_token_id") ?? [];

    public override SamplingDefaults Sampling => generation is null
        ? new SamplingDefaults()
        : new SamplingDefaults(
            generation.Boolean("do_sample") is false ? 0 : (float?)generation.Number("temperature"),
            generation.Integer("top_k"),
            (float?)generation.Number("top_p"),
            (float?)generation.Number("min_p"),
            (float?)generation.Number("repetition_penalty"));

    public override IEnumerable<Tensor> Tensors => folder.Tensors.Values;

    public override IEnumerable<KeyValuePair<string, object?>> Metadata => folder.Config.Values;

    public override Tensor? Find(string name) => tensors.GetValueOrDefault(name);

    public override Tokenizer ReadTokenizer()
    {
        var file = System.IO.Path.Combine(Path, "tokenizer.json");
        if (!File.Exists(file)) throw new ModelFormatException($"{Path}: there is no tokenizer.json; this model can be run on token ids only, fetch its tokenizer.json to give it text.");
        return Tokenizer.FromTokenizerJson(file);
    }

    public override void Dispose() => folder.Dispose();

    private void AddUnderGgufName(Tensor tensor)
    {
        var name = Prefix().Replace(tensor.Name, "");
        if (GgufName(name) is { } known) tensors.TryAdd(known, tensor);
    }

    /// <summary>The GGUF name of a decoder's tensor; null for one that this decoder does not have (a vision tower, a prediction layer).</summary>
    private string? GgufName(string name)
    {
        if (TopLevel.TryGetValue(name, out var top)) return top;
        var match = LayerTensor().Match(name);
        if (!match.Success || !int.TryParse(match.Groups["layer"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)) return null;
        return layer < Config.Layers && InLayer.TryGetValue(match.Groups["part"].Value, out var part)
            ? $"blk.{layer}.{part}.{match.Groups["kind"].Value}"
            : null;
    }

    private static readonly Dictionary<string, string> TopLevel = new(StringComparer.Ordinal)
    {
        ["embed_tokens.weight"] = "token_embd.weight",
        ["norm.weight"] = "output_norm.weight",
        ["lm_head.weight"] = "output.weight",
    };

    private static readonly Dictionary<string, string> InLayer = new(StringComparer.Ordinal)
    {
        ["input_layernorm"] = "attn_norm",
        ["post_attention_layernorm"] = "ffn_norm",
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.qkv_proj"] = "attn_qkv",
        ["self_attn.o_proj"] = "attn_output",
        ["self_attn.q_norm"] = "attn_q_norm",
        ["self_attn.k_norm"] = "attn_k_norm",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.gate_up_proj"] = "ffn_gate_up",
        ["mlp.up_gate_proj"] = "ffn_gate_up",       // ERNIE's name; the gate comes first all the same
        ["mlp.down_proj"] = "ffn_down",
    };

    private string? ReadTemplateFile()
    {
        var file = System.IO.Path.Combine(Path, "chat_template.jinja");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    private string? ReadTemplateSetting() => JsonFile.TryOpen(System.IO.Path.Combine(Path, "tokenizer_config.json"))?.Node("chat_template") switch
    {
        JsonValue value when value.TryGetValue<string>(out var single) => single,
        JsonArray named => named.OfType<JsonObject>().FirstOrDefault(entry => (string?)entry["name"] == "default")?["template"]?.GetValue<string>(),
        _ => null,
    };

    // The published checkpoints put the decoder under model., ernie. (PaddlePaddle), or inside a multimodal model.
    [GeneratedRegex(@"^(model\.language_model\.|language_model\.model\.|language_model\.|model\.|ernie\.)")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^layers\.(?<layer>\d+)\.(?<part>.+)\.(?<kind>weight|bias)$")]
    private static partial Regex LayerTensor();
}
