using System.Text;
using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>
/// Documents by their paths: <c>*</c> stands for any part of a name, <c>?</c> for a character, <c>**</c> for any folders; without these, a document, or a folder with all that is in it. Upper and lower
/// case are the same.
/// </summary>
internal sealed class PathPattern(string pattern)
{
    private readonly Regex regex = new(Expression(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public bool Fits(string path) => regex.IsMatch(path);

    private static string Expression(string pattern)
    {
        pattern = pattern.Trim('/');
        var expression = new StringBuilder("^");
        for (int at = 0; at < pattern.Length; at++)
        {
            if (string.CompareOrdinal(pattern, at, "**/", 0, 3) == 0)
            {
                expression.Append("(.*/)?");
                at += 2;
            }
            else if (string.CompareOrdinal(pattern, at, "**", 0, 2) == 0)
            {
                expression.Append(".*");
                at++;
            }
            else expression.Append(pattern[at] switch { '*' => "[^/]*", '?' => "[^/]", char c => Regex.Escape(c.ToString()) });
        }
        return expression.Append("(/.*)?$").ToString();
    }
}
