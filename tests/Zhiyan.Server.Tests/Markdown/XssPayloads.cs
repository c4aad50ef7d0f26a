using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.Markdown;

/// <summary>The corpus of attacks, to be tried wherever a page shows what somebody wrote: messages, titles, names, imported files.</summary>
public static partial class XssPayloads
{
    public static IReadOnlyList<string> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "xss-payloads.txt")).Where(line => line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal)).Select(Read)];

    private static string Read(string line) => Escape().Replace(line, escape => escape.Value[1] switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => string.Concat(Enumerable.Repeat(Read(escape.Groups[2].Value), int.Parse(escape.Groups[3].Value, CultureInfo.InvariantCulture))),
        'u' => ((char)int.Parse(escape.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        var character => character.ToString(),
    });

    [GeneratedRegex(@"\\(?:u([0-9a-f]{4})|r\{(.+?)\|(\d+)\}|[nt\\""])", RegexOptions.IgnoreCase)]
    private static partial Regex Escape();
}
