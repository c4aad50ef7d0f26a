using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Bench.RandomModels;

/// <summary>
/// The type of each matrix: <paramref name="Main"/> throughout, or one of llama.cpp's mixtures (llama-quant.cpp), where half of attn_v and
/// ffn_down and the output matrix are <paramref name="Better"/>.
/// </summary>
internal sealed record WeightTypes(string Name, TensorType Main, TensorType? Better = null)
{
    private const int SuperBlock = 256;

    /// <summary>The names that work: those of the types and of the mixtures.</summary>
    public static IReadOnlyList<WeightTypes> Known { get; } =
    [
        new("Q4_K_M", TensorType.Q4_K, TensorType.Q6_K), new("Q5_K_M", TensorType.Q5_K, TensorType.Q6_K),
        .. RandomBlocks.Supported.Select(type => new WeightTypes(type.ToString(), type)),
    ];

    /// <summary>general.file_type as llama.cpp numbers it (llama_ftype); null where it has no name for such a file.</summary>
    public uint? FileType => Name switch
    {
        "F32" => 0,
        "F16" => 1,
        "Q4_0" => 2,
        "Q4_1" => 3,
        "Q8_0" => 7,
        "Q5_0" => 8,
        "Q5_1" => 9,
        "Q2_K" => 10,
        "Q4_K_M" => 15,
        "Q5_K_M" => 17,
        "Q6_K" => 18,
        "IQ4_NL" => 25,
        "IQ4_XS" => 30,
        "BF16" => 32,
        _ => null,
    };

    public TensorType Output(int columns) =>
        Better is null ? Fitting(Main, columns) : columns % SuperBlock == 0 ? Better.Value : TensorType.Q8_0;

    public TensorType Embedding(int columns) => Fitting(Main, columns);

    /// <param name="role">As in the tensor's name: attn_q, ffn_down, …</param>
    public TensorType InLayer(string role, int layer, int layers, int columns) =>
        Fitting(Better is { } better && (role is "attn_v" or "ffn_down") && DeservesBetter(layer, layers) ? better : Main, columns);

    /// <summary>The first and the last eighth of the layers, and every third between.</summary>
    private static bool DeservesBetter(int layer, int layers) =>
        layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;

    /// <summary>A row that is no multiple of 256 long cannot be in a type of super-blocks; llama.cpp then takes these.</summary>
    private static TensorType Fitting(TensorType type, int columns) =>
        TensorLayout.BlockValues(type) == SuperBlock && columns % SuperBlock != 0
            ? type switch
            {
                TensorType.Q2_K or TensorType.Q3_K => TensorType.Q4_0,
                TensorType.Q4_K => TensorType.Q5_0,
                TensorType.Q5_K => TensorType.Q5_1,
                TensorType.Q6_K => TensorType.Q8_0,
                _ => TensorType.IQ4_NL,
            }
            : type;
}
