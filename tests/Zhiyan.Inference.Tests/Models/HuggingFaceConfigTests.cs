using System.Text.Json.Nodes;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;

namespace Zhiyan.Inference.Tests.Models;

public sealed class HuggingFaceConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zhiyan-").FullName;

    [Fact]
    public void Windows_start_at_max_window_layers_only_when_they_are_switched_on()
    {
        var off = Read("Qwen2ForCausalLM", """{"sliding_window": 8, "max_window_layers": 1, "use_sliding_window": false}""");
        var on = Read("Qwen2ForCausalLM", """{"sliding_window": 8, "max_window_layers": 1, "use_sliding_window": true}""");
        var late = Read("Qwen3ForCausalLM", """{"sliding_window": 8, "use_sliding_window": true}""");

        Assert.Equal([0, 0, 0], off.Windows);
        Assert.Equal([0, 8, 8], on.Windows);
        Assert.Equal([0, 0, 0], late.Windows);      // transformers' default is 28 layers without a window
    }

    [Fact]
    public void Layer_types_decide_over_max_window_layers()
    {
        var config = Read("Qwen2ForCausalLM", """
            {"sliding_window": 8, "max_window_layers": 0, "use_sliding_window": true, "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}
            """);

        Assert.Equal([8, 0, 8], config.Windows);
    }

    [Fact]
    public void Mistral_slides_on_every_layer_unless_its_window_is_null()
    {
        Assert.Equal([8, 8, 8], Read("MistralForCausalLM", """{"sliding_window": 8}""").Windows);
        Assert.Equal([0, 0, 0], Read("MistralForCausalLM", """{"sliding_window": null}""").Windows);
        Assert.Equal([4096, 4096, 4096], Read("MistralForCausalLM", "{}").Windows);
    }

    [Fact]
    public void Biases_and_ties_follow_each_architectures_settings()
    {
        var llama = Read("LlamaForCausalLM", """{"attention_bias": true, "mlp_bias": true}""");
        var qwen2 = Read("Qwen2ForCausalLM", """{"attention_bias": false}""");
        var ernie = Read("Ernie4_5ForCausalLM", """{"use_bias": true}""");

        Assert.Equal((true, true, true, false), (llama.QueryKeyValueBias, llama.OutputBias, llama.FeedForwardBias, llama.TiedHead));
        Assert.Equal((true, false, false, false), (qwen2.QueryKeyValueBias, qwen2.OutputBias, qwen2.FeedForwardBias, qwen2.TiedHead));
        Assert.Equal((true, true, true, true), (ernie.QueryKeyValueBias, ernie.OutputBias, ernie.FeedForwardBias, ernie.TiedHead));
    }

    [Fact]
    public void Rope_settings_are_read_in_the_keys_of_transformers_4_and_5()
    {
        var four = Read("Qwen3ForCausalLM", """{"rope_theta": 5000.0, "rope_scaling": {"type": "linear", "factor": 2.0}}""");
        var five = Read("Qwen3ForCausalLM", """{"rope_parameters": {"rope_theta": 5000.0, "rope_type": "linear", "factor": 2.0}}""");

        Assert.Equal(new RopeScaling.Linear(2), four.Rope.Scaling);
        Assert.Equal(four.Rope, five.Rope);
        Assert.Equal(5000, five.Rope.Base);
    }

    [Fact]
    public void Yarn_takes_its_betas_and_its_attention_factor_from_the_file()
    {
        var plain = Yarn("""{"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32}""");
        var told = Yarn("""{"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32, "beta_fast": 16, "beta_slow": 2, "attention_factor": 1.5, "truncate": false}""");
        var mscale = Yarn("""{"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32, "mscale": 2.0, "mscale_all_dim": 1.0}""");

        Assert.Equal(new RopeScaling.Yarn(4, 32, 32, 1, 0.1 * Math.Log(4) + 1, Truncate: true), plain);
        Assert.Equal(new RopeScaling.Yarn(4, 32, 16, 2, 1.5, Truncate: false), told);
        Assert.Equal((0.2 * Math.Log(4) + 1) / (0.1 * Math.Log(4) + 1), mscale.AttentionFactor);

        RopeScaling.Yarn Yarn(string scaling) => Assert.IsType<RopeScaling.Yarn>(Read("Qwen3ForCausalLM", $$"""{"rope_scaling": {{scaling}}}""").Rope.Scaling);
    }

    [Theory]
    [InlineData("""{"hidden_size": null}""", "hidden_size")]
    [InlineData("""{"hidden_size": "64"}""", "hidden_size")]
    [InlineData("""{"num_attention_heads": 0}""", "num_attention_heads")]
    [InlineData("""{"num_key_value_heads": 3}""", "key/value heads")]
    [InlineData("""{"hidden_act": "gelu"}""", "gelu")]
    [InlineData("""{"rope_scaling": {"rope_type": "dynamic", "factor": 2.0}}""", "dynamic")]
    [InlineData("""{"rope_scaling": {"rope_type": "linear"}}""", "factor")]
    [InlineData("""{"num_hidden_layers": 100000}""", "layers")]
    [InlineData("""{"architectures": ["GazelleForCausalLM"]}""", "LlamaForCausalLM")]
    public void Names_what_is_wrong(string settings, string named)
    {
        var error = Assert.Throws<ModelFormatException>(() => Read("LlamaForCausalLM", settings));

        Assert.Contains(named, error.Message);
        Assert.Contains("config.json", error.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ModelConfig Read(string architecture, string settings)
    {
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(architecture),
            ["hidden_size"] = 64,
            ["intermediate_size"] = 96,
            ["num_attention_heads"] = 4,
            ["num_key_value_heads"] = 2,
            ["num_hidden_layers"] = 3,
            ["vocab_size"] = 100,
        };
        foreach (var (name, value) in JsonNode.Parse(settings)!.AsObject()) config[name] = value?.DeepClone();
        var path = Path.Combine(folder, "config.json");
        File.WriteAllText(path, config.ToJsonString());
        return HuggingFaceConfig.Read(path, JsonFile.Open(path)).Checked(path);
    }
}
