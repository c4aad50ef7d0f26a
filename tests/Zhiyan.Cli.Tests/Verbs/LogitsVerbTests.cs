using System.Runtime.InteropServices;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Cli.Tests.Verbs;

[Trait("Category", "Golden")]
public sealed class LogitsVerbTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-logits");

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string> Cases() => TinyModels.Cases();

    [Theory, MemberData(nameof(Cases))]
    public async Task Writes_the_reference_logits(string path)
    {
        var golden = TinyModels.Expected(path);
        using var reference = new SafetensorsFile(Path.Combine(Path.GetDirectoryName(path)!, "logits.safetensors"));
        foreach (var (index, prompt) in golden["prompts"]!.AsArray().Index())
        {
            var file = Path.Combine(folder.FullName, $"{index}.safetensors");

            var run = await Run.InProcess("logits", "--model", path, "--tokens", string.Join(',', prompt!["tokens"]!.AsArray()), "--out", file);

            TinyModels.SkipUnlessBuilt(run);
            using var written = new SafetensorsFile(file);
            var (expected, actual) = (reference.Tensors[$"p{index}"], written.Tensors["logits"]);
            Assert.Equal(expected.Shape, actual.Shape);
            AssertClose(expected, actual, (float)golden["tolerance"]!);
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, float tolerance)
    {
        var left = Values(expected);
        var right = Values(actual);
        for (var i = 0; i < left.Length; i++) Assert.True(Math.Abs(left[i] - right[i]) <= tolerance, $"value {i} is {right[i]}, not {left[i]}");
    }

    private static ReadOnlySpan<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span(0, (int)tensor.Data.Length));
}
