using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Answering;

/// <summary>Cuts what is asked into questions that can be answered one by one, in the asker's own words.</summary>
internal static partial class SubQuestions
{
    /// <summary>More are answered as one.</summary>
    private const int Most = 6;

    public static IReadOnlyList<string> Of(string text)
    {
        List<string> questions = [.. Mark().Split(text).Select(part => Lead().Replace(part.Trim(), "")).Where(part => part.Count(char.IsLetterOrDigit) >= 3)];
        return questions.Count is > 1 and <= Most ? questions : [text.Trim()];
    }

    /// <summary>After a question mark; a full stop within a question belongs to it.</summary>
    [GeneratedRegex(@"(?<=[？?])")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^(另外|还有|還有|此外|同时|同時|以及|并且|並且|再者|also|and|besides|furthermore|moreover|in addition)[，,、：: ]*", RegexOptions.IgnoreCase)]
    private static partial Regex Lead();
}
