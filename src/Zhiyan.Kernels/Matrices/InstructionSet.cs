using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Kernels.Matrices;

/// <summary>The kinds of CPU the byte kernels are written for; all give the same bits.</summary>
internal enum InstructionSet
{
    /// <summary>Whatever .NET makes of its portable vectors.</summary>
    Portable,

    /// <summary>AVX2 and FMA.</summary>
    Avx2,

    /// <summary>AVX-VNNI: vpdpbusd on 256 bits. .NET 10 has no class for AVX512_VNNI, so a CPU with that alone (Ice Lake, Zen 4) takes AVX2.</summary>
    AvxVnni,
}

internal static class InstructionSets
{
    public static InstructionSet Best { get; } =
        IsSupported(InstructionSet.AvxVnni) ? InstructionSet.AvxVnni : IsSupported(InstructionSet.Avx2) ? InstructionSet.Avx2 : InstructionSet.Portable;

    public static bool IsSupported(InstructionSet set) => set switch
    {
        InstructionSet.AvxVnni => AvxVnni.IsSupported && IsSupported(InstructionSet.Avx2),
        InstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };
}
