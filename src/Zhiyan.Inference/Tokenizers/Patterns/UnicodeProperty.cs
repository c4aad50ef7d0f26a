using System.Globalization;

namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>What may stand in <c>\p{…}</c>: general categories by their short names, and the one script that splitters ask for.</summary>
internal static class UnicodeProperty
{
    /// <summary>The short names of <see cref="UnicodeCategory"/>, in its order (Unicode Standard, table 4-4).</summary>
    private static readonly string[] ShortNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>Script=Han (Unicode Scripts.txt, 16.0).</summary>
    private static readonly CharacterSet Han = new CharacterSet.Union([
        new CharacterSet.Range(0x2E80, 0x2E99), new CharacterSet.Range(0x2E9B, 0x2EF3), new CharacterSet.Range(0x2F00, 0x2FD5),
        new CharacterSet.Range(0x3005, 0x3005), new CharacterSet.Range(0x3007, 0x3007), new CharacterSet.Range(0x3021, 0x3029),
        new CharacterSet.Range(0x3038, 0x303B), new CharacterSet.Range(0x3400, 0x4DBF), new CharacterSet.Range(0x4E00, 0x9FFF),
        new CharacterSet.Range(0xF900, 0xFA6D), new CharacterSet.Range(0xFA70, 0xFAD9), new CharacterSet.Range(0x16FE2, 0x16FE3),
        new CharacterSet.Range(0x16FF0, 0x16FF1), new CharacterSet.Range(0x20000, 0x2A6DF), new CharacterSet.Range(0x2A700, 0x2B739),
        new CharacterSet.Range(0x2B740, 0x2B81D), new CharacterSet.Range(0x2B820, 0x2CEA1), new CharacterSet.Range(0x2CEB0, 0x2EBE0),
        new CharacterSet.Range(0x2EBF0, 0x2EE5D), new CharacterSet.Range(0x2F800, 0x2FA1D), new CharacterSet.Range(0x30000, 0x3134A),
        new CharacterSet.Range(0x31350, 0x323AF)]);

    /// <summary>The set of that name, or null where it is none of ours.</summary>
    public static CharacterSet? Find(string name)
    {
        if (name == "Han") return Han;
        uint mask = 0;
        for (var category = 0; category < ShortNames.Length; category++)
            if (ShortNames[category] == name || name.Length == 1 && ShortNames[category][0] == name[0]) mask |= 1u << category;
        return mask == 0 ? null : new CharacterSet.Categories(mask);
    }
}
