using System.Text;

namespace Zhiyan.Testing;

/// <summary>Texts from a seed: what people write, and what only an attacker or a broken file does.</summary>
public sealed class RandomText(int seed)
{
    private const string Chinese = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学臺灣體繁乾著，。！？";
    private const string Hostile = "\"'`*():^-+.#_\\%;{}[]<>|&!~$@/=,?\0\t\r\n\u3000\u200b\u200d\ufe0f\u0301\uff9e\u202e“”「」：－＂\ufffd";

    private readonly Random random = new(seed);

    public int Below(int bound) => random.Next(bound);

    public string ChineseText(int length) => Pick(Chinese, length);

    /// <summary>Any UTF-16, halves of surrogate pairs among it, thick with the signs that query languages are made of.</summary>
    public string Anything(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            _ = random.Next(8) switch
            {
                0 => text.Append(Pick(Chinese, random.Next(1, 6))),
                1 or 2 => text.Append(Pick(Hostile, random.Next(1, 4))),
                3 => text.Append((char)random.Next(char.MaxValue + 1)),
                4 => text.Append(char.ConvertFromUtf32(random.Next(0x10000, 0x110000))),
                5 => text.Append(Word("AND OR NOT NEAR NEAR/2 terms: rowid in:x tag: -role:user after:2026-01-01 is:pinned 标签:“甲 -\"a b c# .net c++ ÅÉ ｶﾞ 👨‍👩‍👧")),
                6 => text.Append(Pick("abcXYZ019éßİΣ", random.Next(1, 6))),
                _ => text.Append(' '),
            };
        }
        return text.ToString();
    }

    private string Word(string words)
    {
        var all = words.Split(' ');
        return all[random.Next(all.Length)];
    }

    private string Pick(string from, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => from[random.Next(from.Length)]));
}
