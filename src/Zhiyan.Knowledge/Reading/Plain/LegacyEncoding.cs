using System.Collections.Frozen;
using System.Text;

namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>
/// One of the encodings from before Unicode, and how likely bytes are to be text in it. Short files decide by what their characters are: those who made these
/// encodings put the common characters in a level of their own, and bytes read in the wrong encoding scatter over all levels.
/// </summary>
/// <param name="level">What a pair of bytes is worth: 1 for kana, Hangul and characters of the first level, less for rarer ones.</param>
/// <param name="frequent">The most frequent characters of the language, which decide where two encodings share their bytes.</param>
internal sealed class LegacyEncoding(string name, Func<byte, byte, double> level, string frequent)
{
    /// <summary>Below this, no candidate is believed.</summary>
    private const double MinimumScore = 0.6;

    /// <summary>How much a file's own word weighs.</summary>
    private const double DeclaredBonus = 0.25;

    private static readonly LegacyEncoding[] all =
    [
        new("GB18030", GbLevel, "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产新制身果"),
        new("big5", Big5Level, "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產新制身果"),
        new("shift_jis", ShiftJisLevel, "のにはをたがでてとしれさいるなかもりこらっまくすあけつんー。、年日人大一月本国会"),
        new("euc-jp", EucJpLevel, "のにはをたがでてとしれさいるなかもりこらっまくすあけつんー。、年日人大一月本国会"),
        new("ks_c_5601-1987", EucKrLevel, "이다는에의가을하고은지를한로사도서기리어나자해있라시대만아인그수정으전니일들과보것주게면여원제부안"),
        new("windows-1252", static (_, _) => 0, ""),
    ];

    private readonly FrozenSet<char> frequent = frequent.ToFrozenSet();
    private readonly Lazy<Encoding> encoding = new(() => Encoding.GetEncoding(name));

    /// <summary>Null where none gives likely text.</summary>
    public static Encoding? Likeliest(ReadOnlySpan<byte> sample, Encoding? declared)
    {
        LegacyEncoding? best = null;
        double bestScore = 0;
        foreach (var candidate in all)
        {
            double score = candidate.Score(sample) + (declared?.CodePage == candidate.encoding.Value.CodePage ? DeclaredBonus : 0);
            if (score > bestScore) (best, bestScore) = (candidate, score);
        }
        if (bestScore >= MinimumScore) return best!.encoding.Value;
        return declared is not null && !declared.GetString(sample).Contains('\ufffd') ? declared : null;
    }

    private double Score(ReadOnlySpan<byte> sample) => name == "windows-1252" ? WesternScore(sample) : PairScore(sample);

    private double PairScore(ReadOnlySpan<byte> sample)
    {
        double worth = 0;
        int count = 0;
        for (int at = 0; at < sample.Length; at++)
        {
            byte lead = sample[at];
            if (lead < 0x80) continue;
            count++;
            if (name == "shift_jis" && lead is >= 0xa1 and <= 0xdf) worth += 0.4;                       // half-width kana: seldom, and every byte fits
            else if (name == "GB18030" && at + 3 < sample.Length && sample[at + 1] is >= 0x30 and <= 0x39) at += 3;      // four bytes: a rare character
            else if (at + 1 < sample.Length) worth += sample[++at] < 0x40 ? -3 : level(lead, sample[at]);
            else if (sample.Length < 1024) worth -= 3;
        }
        if (count == 0) return 0;
        int seen = 0, frequentOnes = 0;
        foreach (var character in encoding.Value.GetString(sample))
        {
            if (character < 0x80 || !char.IsLetter(character)) continue;
            seen++;
            if (frequent.Contains(character)) frequentOnes++;
        }
        return worth / count + (seen > 0 ? 0.6 * frequentOnes / seen : 0);
    }

    /// <summary>Marked letters stand alone among plain ones; pairs of them in every word are another encoding's.</summary>
    private static double WesternScore(ReadOnlySpan<byte> sample)
    {
        int count = 0;
        double worth = 0;
        for (int at = 0; at < sample.Length; at++)
        {
            byte value = sample[at];
            if (value < 0x80) continue;
            count++;
            bool alone = (at == 0 || sample[at - 1] < 0x80) && (at + 1 == sample.Length || sample[at + 1] < 0x80);
            bool byLetter = at > 0 && char.IsAsciiLetter((char)sample[at - 1]) || at + 1 < sample.Length && char.IsAsciiLetter((char)sample[at + 1]);
            bool isSign = value is >= 0x91 and <= 0x97 or 0x80 or 0x85 or 0xa0 or 0xa3 or 0xa7 or 0xa9 or 0xab or 0xae or 0xb0 or 0xb7 or 0xbb;
            worth += value is 0x81 or 0x8d or 0x8f or 0x90 or 0x9d ? -3 : alone && (byLetter && value >= 0xc0 || isSign) ? 1 : alone ? 0.5 : 0.1;
        }
        return count == 0 ? 0 : worth / count;
    }

    private static double GbLevel(byte lead, byte trail) => (lead, trail) switch
    {
        ( >= 0xb0 and <= 0xd7, >= 0xa1 and < 0xff) => 1,
        (0xa1 or 0xa3, >= 0xa1 and < 0xff) => 0.9,
        ( >= 0xd8 and <= 0xf7, >= 0xa1 and < 0xff) => 0.4,
        (0xa4 or 0xa5, >= 0xa1) => 0.1,
        (0x80 or 0xff, _) or (_, 0x7f or 0xff) => -3,
        _ => 0,
    };

    private static double Big5Level(byte lead, byte trail) => (lead, trail) switch
    {
        (_, < 0x40 or (>= 0x7f and <= 0xa0) or 0xff) or (0x80 or 0xff, _) => -3,
        ( >= 0xa4 and <= 0xc6, _) => 1,
        ( >= 0xa1 and <= 0xa3, _) => 0.9,
        ( >= 0xc9 and <= 0xf9, _) => 0.35,
        _ => -1,
    };

    private static double ShiftJisLevel(byte lead, byte trail) => (lead, trail) switch
    {
        (_, < 0x40 or 0x7f or > 0xfc) or (0x80 or 0xa0 or > 0xfc, _) => -3,
        (0x82, >= 0x9f and <= 0xf1) or (0x83, <= 0x96) => 1,
        (0x81, _) or (0x82, _) => 0.9,
        ( >= 0x88 and <= 0x97, _) => 1,
        ( >= 0x98 and <= 0x9f or >= 0xe0 and <= 0xea, _) => 0.4,
        ( >= 0xfa and <= 0xfc or 0xed or 0xee, _) => 0.4,
        _ => -1,
    };

    private static double EucJpLevel(byte lead, byte trail) => (lead, trail) switch
    {
        (0x8e, >= 0xa1 and <= 0xdf) => 0.4,
        (_, < 0xa1 or 0xff) or ( < 0xa1 or 0xff, _) => -3,
        (0xa4 or 0xa5, _) => 1,
        (0xa1 or 0xa3, _) => 0.9,
        ( >= 0xb0 and <= 0xcf, _) => 0.95,
        ( >= 0xd0 and <= 0xf4, _) => 0.4,
        _ => -1,
    };

    private static double EucKrLevel(byte lead, byte trail) => (lead, trail) switch
    {
        (0x80 or 0xff, _) or (_, 0xff) => -3,
        ( >= 0xb0 and <= 0xc8, >= 0xa1) => 0.95,
        ( >= 0xa1 and <= 0xa3, >= 0xa1) => 0.8,
        ( >= 0xca and <= 0xfd, >= 0xa1) => 0.3,
        ( >= 0x81 and <= 0xc6, >= 0x41) => 0.2,
        _ => -1,
    };
}
