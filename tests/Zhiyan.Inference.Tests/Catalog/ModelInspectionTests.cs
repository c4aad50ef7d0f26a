using Zhiyan.Inference.Catalog;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Catalog;

public sealed class ModelInspectionTests
{
    private static readonly string qwen2 = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2");

    [Fact]
    public void Sees_the_same_weights_in_both_formats()
    {
        var gguf = ModelInspection.Read(Path.Combine(qwen2, "model.gguf"));
        var folder = ModelInspection.Read(Path.Combine(qwen2, "hf"));

        Assert.Equal(("gguf", "qwen2"), (gguf.Format, gguf.Architecture));
        Assert.Equal(("safetensors", "Qwen2ForCausalLM"), (folder.Format, folder.Architecture));
        Assert.Equal(folder.Parameters, gguf.Parameters);
    }

    [Fact]
    public void Reads_a_model_whose_architecture_is_unknown()
    {
        var hostile = Path.Combine(Fixtures.Root, "tests", "fixtures", "hostile");

        Assert.Equal("gazelle", ModelInspection.Read(Path.Combine(hostile, "gguf-unknown-architecture.gguf")).Architecture);
        Assert.NotEmpty(ModelInspection.Read(Path.Combine(hostile, "st-unknown-architecture")).Tensors);
    }
}
