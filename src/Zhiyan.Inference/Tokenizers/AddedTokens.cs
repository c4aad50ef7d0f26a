using System.Buffers;
using System.Globalization;
using System.Text;
using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>A token that is found in the text before anything else happens to it; the flags are those of <c>tokenizer.json</c>.</summary>
/// <param name="IsControl">Counts only where control tokens are recognised.</param>
/// <param name="TakesLeft">Takes the white space on its left with it.</param>
/// <param name="TakesRight">Takes the white space on its right with it.</param>
/// <param name="SingleWord">Does not count where a letter or digit touches it.</param>
/// <param name="Normalized">Is sought in the text after normalisation.</param>
internal sealed record AddedToken(
    int Id, string Text, bool IsControl, bool TakesLeft = false, bool TakesRight = false, bool SingleWord = false, bool Normalized = false);

/// <summary>Finds added tokens, the leftmost first and of several there the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<(int Node, char Next), int> children = [];       // a trie; node 0 is the root
    private readonly List<AddedToken?> ends = [null];
    private readonly SearchValues<char> firsts;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        var initials = new HashSet<char>();
        foreach (var token in tokens)
        {
            if (token.Text.Length == 0) continue;
            initials.Add(token.Text[0]);
            var node = 0;
            foreach (var unit in token.Text)
            {
                if (!children.TryGetValue((node, unit), out var child))
                {
                    children[(node, unit)] = child = ends.Count;
                    ends.Add(null);
                }
                node = child;
            }
            ends[node] = token;
        }
        firsts = SearchValues.Create([.. initials]);
    }

    /// <summary>The added tokens and the stretches between them (Id −1), from left to right.</summary>
    public IEnumerable<Part> Cut(string text, ControlScope controls)
    {
        var from = 0;
        for (var at = NextInitial(text, 0); at >= 0; at = NextInitial(text, at))
        {
            if (LongestAt(text, at, controls) is not { } token)
            {
                at++;
                continue;
            }
            int start = at, end = at + token.Text.Length;
            if (token.TakesLeft)
                while (start > from && char.IsWhiteSpace(text[start - 1])) start--;
            if (token.TakesRight)
                while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            if (from < start) yield return new Part(from, start, -1);
            yield return new Part(start, end, token.Id);
            from = at = end;
        }
        if (from < text.Length) yield return new Part(from, text.Length, -1);
    }

    private int NextInitial(string text, int at)
    {
        var offset = text.AsSpan(at).IndexOfAny(firsts);
        return offset < 0 ? -1 : at + offset;
    }

    private AddedToken? LongestAt(string text, int start, ControlScope controls)
    {
        AddedToken? longest = null;
        for (int node = 0, at = start; at < text.Length && children.TryGetValue((node, text[at]), out node); at++)
        {
            if (ends[node] is { } token
                && (!token.IsControl || controls.Admits(start, at + 1))
                && (!token.SingleWord || StandsAlone(text, start, at + 1))) longest = token;
        }
        return longest;
    }

    private static bool StandsAlone(string text, int start, int end)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var before, out _);
        Rune.DecodeFromUtf16(text.AsSpan(end), out var after, out _);
        return (start == 0 || !IsWord(before)) && (end == text.Length || !IsWord(after));
    }

    private static bool IsWord(Rune rune) => CharacterSet.Word.Contains(rune.Value, CharUnicodeInfo.GetUnicodeCategory(rune.Value));

    public readonly record struct Part(int Start, int End, int Id);
}
