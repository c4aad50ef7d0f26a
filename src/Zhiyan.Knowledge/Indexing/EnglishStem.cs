namespace Zhiyan.Knowledge.Indexing;

/// <summary>Takes the plural off English words (Harman's S stemmer, 1991), which costs precision nothing.</summary>
internal static class EnglishStem
{
    public static string Of(string word)
    {
        if (word.Length < 4 || word[^1] != 's') return word;
        if (word.EndsWith("ies", StringComparison.Ordinal)) return word[^4] is 'a' or 'e' ? word : word[..^3] + "y";
        if (word.EndsWith("es", StringComparison.Ordinal)) return word[^3] is 'a' or 'e' or 'o' ? word : word[..^1];
        return word[^2] is 'u' or 's' ? word : word[..^1];
    }
}
