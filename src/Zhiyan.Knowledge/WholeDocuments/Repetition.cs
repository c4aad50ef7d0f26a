using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Cuts off what a small model says again and again within a sentence.</summary>
internal static partial class Repetition
{
    public static string Cut(string sentence) => Again().Match(sentence) is { Success: true } again ? sentence[..(again.Index + again.Groups["clause"].Length)].TrimEnd('，', ',', '、', ' ') : sentence;

    /// <summary>The same clause, or the same few of them, three times in a row.</summary>
    [GeneratedRegex(@"(?<clause>(?:[^，,、。.;；]{2,80}[，,、]\s?){1,4}?)\k<clause>{2}", RegexOptions.IgnoreCase)]
    private static partial Regex Again();
}
