using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace Zhiyan.Server.Markdown;

/// <summary>Reads an address that stands in the text. It ends where ASCII ends, so that Chinese may follow without a space, and takes no closing punctuation with it.</summary>
internal sealed partial class BareLinkParser : InlineParser
{
    public BareLinkParser() => OpeningCharacters = ['h', 'H'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        foreach (var match in Address().EnumerateMatches(slice.AsSpan()))
        {
            var address = Trimmed(slice.AsSpan().Slice(match.Index, match.Length)).ToString();
            int start = processor.GetSourcePosition(slice.Start, out int line, out int column);
            var link = new LinkInline(address, "")
            {
                IsAutoLink = true,
                IsClosed = true,
                Span = new(start, start + address.Length - 1),
                Line = line,
                Column = column,
            };
            link.AppendChild(new LiteralInline(address));
            processor.Inline = link;
            slice.Start += address.Length;
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> address)
    {
        while (".,;:!?'_~&".Contains(address[^1]) || (address[^1] == ')' && address.Count(')') > address.Count('('))) address = address[..^1];
        return address;
    }

    [GeneratedRegex(@"\Ahttps?://[a-z0-9][a-z0-9\-._~:/?#@!&'()+,;=%$]{0,2000}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
