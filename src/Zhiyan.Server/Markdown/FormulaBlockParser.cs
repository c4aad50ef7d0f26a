using Markdig.Parsers;
using Markdig.Syntax;

namespace Zhiyan.Server.Markdown;

/// <summary>A formula that stands alone, from a line that begins with <c>$$</c> or <c>\[</c> to the closing sign or the end of what holds it.</summary>
internal sealed class FormulaBlock(BlockParser parser, string closer) : LeafBlock(parser)
{
    private readonly List<string> lines = [];

    public string Closer { get; } = closer;

    public string Source => string.Join('\n', lines);

    public void Add(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        if (!text.IsEmpty) lines.Add(text.ToString());
    }
}

/// <summary>Reads <see cref="FormulaBlock"/>s.</summary>
internal sealed class FormulaBlockParser : BlockParser
{
    public FormulaBlockParser() => OpeningCharacters = ['$', '\\'];

    public override BlockState TryOpen(BlockProcessor processor)
    {
        if (processor.IsCodeIndent || Formula.CloserOf(processor.Line.AsSpan()) is not { Display: true } signs) return BlockState.None;

        var rest = processor.Line.AsSpan()[2..];
        int end = rest.IndexOf(signs.Closer, StringComparison.Ordinal);
        // With words behind it, it is a formula within a paragraph.
        if (end >= 0 && (!rest[(end + 2)..].IsWhiteSpace() || rest[..end].IsWhiteSpace())) return BlockState.None;

        var block = new FormulaBlock(this, signs.Closer) { Column = processor.Column, Span = new SourceSpan(processor.Start, processor.Line.End) };
        block.Add(end >= 0 ? rest[..end] : rest);
        processor.NewBlocks.Push(block);
        return end >= 0 ? BlockState.BreakDiscard : BlockState.ContinueDiscard;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        var formula = (FormulaBlock)block;
        var line = processor.Line.AsSpan();
        int end = line.IndexOf(formula.Closer, StringComparison.Ordinal);
        formula.UpdateSpanEnd(processor.Line.End);
        if (end < 0)
        {
            formula.Add(line);
            return BlockState.ContinueDiscard;
        }

        formula.Add(line[..end]);
        if (line[(end + 2)..].IsWhiteSpace()) return BlockState.BreakDiscard;
        for (int skipped = 0; skipped < end + 2; skipped++) processor.NextChar();
        processor.RestartIndent();
        processor.ParseIndent();
        return BlockState.Break;
    }
}

/// <summary>The signs a formula stands between.</summary>
internal readonly record struct Formula(string Closer, bool Display)
{
    /// <summary>A formula within a paragraph is at most this long, so that signs without a partner cost little.</summary>
    public const int LongestInline = 2_000;

    public static Formula? CloserOf(ReadOnlySpan<char> text) => text switch
    {
        ['$', '$', ..] => new("$$", Display: true),
        ['\\', '[', ..] => new("\\]", Display: true),
        ['\\', '(', ..] => new("\\)", Display: false),
        ['$', ..] => new("$", Display: false),
        _ => null,
    };
}
