using System.Runtime.InteropServices;
using System.Text.Json;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;
using Zhiyan.Testing;

namespace Zhiyan.Kernels.Tests.Quantization;

public sealed class DequantizerTests
{
    private const string None = "none";

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (var path in Fixtures.Files("quant", "index.json"))
        {
            if (Path.GetFileName(Path.GetDirectoryName(path)) == "quantize") continue;      // the other direction
            using var index = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var entry in index.RootElement.EnumerateArray())
                files.Add(Path.Combine(Path.GetDirectoryName(path)!, entry.GetProperty("type").GetString()! + ".bin"));
        }
        if (files.Count == 0) files.Add(None);
        return files;
    }

    [Theory, MemberData(nameof(Files)), Trait("Category", "Golden")]
    public void Gives_the_bits_of_the_golden_values(string path)
    {
        if (path == None) Assert.Skip("no fixture folder holds quant/index.json");
        var name = Path.GetFileNameWithoutExtension(path);
        Assert.True(Enum.TryParse<TensorType>(name, out var type), $"{path}: no tensor type is called {name}");
        if (!Dequantizer.Supports(type)) Assert.Skip($"{type} is not built yet");
        var expected = File.ReadAllBytes(Path.ChangeExtension(path, ".f32"));

        var values = new float[expected.Length / sizeof(float)];
        Dequantizer.Dequantize(type, File.ReadAllBytes(path), values);

        var wanted = MemoryMarshal.Cast<byte, float>(expected);
        var wrong = new List<string>();
        for (int i = 0; i < values.Length; i++)
            if (BitConverter.SingleToUInt32Bits(values[i]) != BitConverter.SingleToUInt32Bits(wanted[i]))
                wrong.Add($"[{i}] {values[i]:R}, expected {wanted[i]:R}");
        Assert.True(wrong.Count == 0, $"{Fixtures.NameOf(path)}: {wrong.Count} of {values.Length} differ: {string.Join("; ", wrong.Take(5))}");
    }

    [Fact]
    public void Plain_types_agree_with_their_definition_at_every_length()
    {
        var random = new Random(1);
        for (int length = 0; length <= 70; length++)
        {
            var bytes = new byte[4 * length];
            random.NextBytes(bytes);

            foreach (var type in (TensorType[])[TensorType.F32, TensorType.F16, TensorType.BF16])
            {
                var source = bytes.AsSpan(0, (int)TensorLayout.Bytes(type, length));
                var values = new float[length];
                Dequantizer.Dequantize(type, source, values);
                for (int i = 0; i < length; i++) Assert.Equal(Plain(type, source, i), values[i]);
            }
        }
    }

    [Fact]
    public void Blocks_and_values_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Dequantizer.Dequantize(TensorType.Q4_0, new byte[17], new float[32]));
        Assert.Throws<ArgumentException>(() => Dequantizer.Dequantize(TensorType.Q4_0, new byte[18], new float[31]));
        Assert.Throws<NotSupportedException>(() => Dequantizer.Dequantize(TensorType.I32, new byte[4], new float[1]));
    }

    private static float Plain(TensorType type, ReadOnlySpan<byte> source, int i) => type switch
    {
        TensorType.F32 => BitConverter.ToSingle(source[(4 * i)..]),
        TensorType.F16 => (float)BitConverter.ToHalf(source[(2 * i)..]),
        _ => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(source[(2 * i)..]) << 16),
    };
}
