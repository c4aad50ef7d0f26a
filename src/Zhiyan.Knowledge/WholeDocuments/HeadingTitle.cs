using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>A heading without its number: 第三回, Chapter III., IV. and 2.1 tell where it stands, not what it is called.</summary>
internal static partial class HeadingTitle
{
    public static string Of(string heading) => OneLine.Of(Number().Replace(heading.Trim().Trim('#').Trim(), ""));

    [GeneratedRegex(@"^(第\s?[零〇一二三四五六七八九十百千\d]+\s?[回章节節卷编編篇部集]|(chapter|book|part|section|story|adventure)\s+([IVXLCDM]+|\d+|[a-z]+)(?=[.:：—\s]|$)|[IVXLCDM]+(?=[.:：—]|$)|\d+(\.\d+)*(?=[.:：、\s]|$))[.:：、—\s]*", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
