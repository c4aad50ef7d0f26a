using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference.Models;

/// <summary>
/// Texts that go through an <see cref="Encoder"/> together, their tokens row after row. Matrix products and norms do not see where one text
/// ends; attention works text by text.
/// </summary>
internal sealed class EncoderBatch
{
    /// <summary>Query rows of one item of attention: enough to share a page of keys, few enough to spread over threads.</summary>
    private const int BlockRows = 96;

    public EncoderBatch(IReadOnlyList<TokenizedText> texts)
    {
        Tokens = [.. texts.SelectMany(text => text.Tokens)];
        Types = [.. texts.SelectMany(text => Enumerable.Range(0, text.Tokens.Length).Select(place => place < text.SecondFrom ? 0 : 1))];
        Positions = [.. texts.SelectMany(text => Enumerable.Range(0, text.Tokens.Length))];
        LastPositions = [.. texts.SelectMany(text => Enumerable.Repeat(text.Tokens.Length - 1, text.Tokens.Length))];
        Starts = new int[texts.Count];
        FirstPages = new int[Tokens.Length];
        var blocks = new List<(int, int)>();
        for (var (text, row) = (0, 0); text < texts.Count; row += texts[text++].Tokens.Length)
        {
            Starts[text] = row;
            var end = row + texts[text].Tokens.Length;
            for (var start = row; start < end; start += BlockRows) blocks.Add((start, Math.Min(BlockRows, end - start)));
            FirstPages.AsSpan(row..end).Fill(Pages);
            Pages += PagesFor(texts[text].Tokens.Length);
        }
        Blocks = blocks;
    }

    public int Rows => Tokens.Length;

    /// <summary>Pages of keys and values, those of a text side by side.</summary>
    public int Pages { get; }

    /// <summary>The first row of each text.</summary>
    public int[] Starts { get; }

    public int[] Tokens { get; }

    public int[] Types { get; }

    /// <summary>The place of each row's token in its text.</summary>
    public int[] Positions { get; }

    /// <summary>The place of the last token of each row's text: where all its tokens look from, so that they see them all.</summary>
    public int[] LastPositions { get; }

    /// <summary>The first page of each row's text.</summary>
    public int[] FirstPages { get; }

    /// <summary>Rows of one text whose attention is one piece of work.</summary>
    public IReadOnlyList<(int Start, int Rows)> Blocks { get; }

    public static int PagesFor(int tokens) => (tokens + KeyValueLayout.PageTokens - 1) / KeyValueLayout.PageTokens;
}
