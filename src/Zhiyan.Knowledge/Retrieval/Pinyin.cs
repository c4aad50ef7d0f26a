using System.Collections.Frozen;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>How Chinese characters are read, without tones: who cannot, or will not, switch the keyboard types a title by its sound. Safe for many threads.</summary>
internal sealed class Pinyin
{
    private const int LeastLetters = 4, MostLetters = 60, LeastCharacters = 2;

    private readonly FrozenDictionary<char, string[]> readings;

    /// <param name="path">The table: a character and its readings on each line, apart by spaces.</param>
    public Pinyin(string path) => readings = File.ReadLines(path).Select(line => line.Split(' ')).ToFrozenDictionary(parts => parts[0][0], parts => parts[1..]);

    /// <summary>The letters of a text that may be typed sounds; null for one that cannot be.</summary>
    public static string? Typed(string text)
    {
        var letters = string.Concat(text.Where(c => c is not (' ' or '\''))).ToLowerInvariant();
        return letters.Length is >= LeastLetters and <= MostLetters && letters.All(char.IsAsciiLetterLower) ? letters : null;
    }

    /// <summary>Whether neighbouring characters of a title sound as was typed, all of it: "hongloumeng" is 红楼梦.</summary>
    public bool Sounds(string typed, string title)
    {
        for (int start = 0; start < title.Length; start++)
            if (Matches(typed, 0, title, start, 0)) return true;
        return false;
    }

    private bool Matches(string typed, int from, string title, int at, int characters)
    {
        if (from == typed.Length) return characters >= LeastCharacters;
        if (at == title.Length || !readings.TryGetValue(title[at], out var sounds)) return false;
        foreach (var sound in sounds)
            if (string.CompareOrdinal(typed, from, sound, 0, sound.Length) == 0 && Matches(typed, from + sound.Length, title, at + 1, characters + 1)) return true;
        return false;
    }
}
