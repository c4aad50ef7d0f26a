using System.Text;
using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>A step between normalising and merging; several are applied in turn to every piece made so far.</summary>
internal abstract class PreTokenizer
{
    public abstract void Apply(Pieces pieces);

    /// <summary>BERT's: words between white space, and every punctuation mark alone.</summary>
    public static IReadOnlyList<PreTokenizer> Bert() =>
        [new Split(Pattern.Parse(@"\s+"), SplitBehavior.Removed), new Split(Pattern.Parse(@"[\p{P}$+<=>^`|~]"))];

    /// <summary>Cuts at the matches of a pattern.</summary>
    /// <param name="inverted">Takes the gaps for the matches.</param>
    public sealed class Split(Pattern pattern, SplitBehavior behavior = SplitBehavior.Isolated, bool inverted = false) : PreTokenizer
    {
        public override void Apply(Pieces pieces)
        {
            var finer = new List<(int, int)>(pieces.Spans.Count * 2);
            var stretches = new List<Stretch>();
            foreach (var (start, end) in pieces.Spans)
            {
                stretches.Clear();
                pattern.Cut(pieces.Text.Span[start..end], stretches);
                Join(stretches, start, finer);
            }
            pieces.Spans = finer;
        }

        private void Join(List<Stretch> stretches, int offset, List<(int Start, int End)> finer)
        {
            for (var index = 0; index < stretches.Count; index++)
            {
                var (start, end, isMatch) = Side(stretches, index);
                if (isMatch && behavior == SplitBehavior.Removed) continue;
                while (index + 1 < stretches.Count && Joins(isMatch, Side(stretches, index + 1).IsMatch))
                {
                    (_, end, isMatch) = Side(stretches, ++index);
                }
                finer.Add((offset + start, offset + end));
            }
        }

        private Stretch Side(List<Stretch> stretches, int index) => stretches[index] with { IsMatch = stretches[index].IsMatch != inverted };

        private bool Joins(bool left, bool right) => behavior switch
        {
            SplitBehavior.Contiguous => left == right,
            SplitBehavior.MergedWithPrevious => !left && right,
            SplitBehavior.MergedWithNext => left && !right,
            _ => false,
        };
    }

    /// <summary>Writes every piece in the alphabet of bytes.</summary>
    /// <param name="spaceInFront">Puts a space in front of every piece that does not begin with one.</param>
    public sealed class ByteLevel(bool spaceInFront = false) : PreTokenizer
    {
        public override void Apply(Pieces pieces)
        {
            var written = new StringBuilder(pieces.Text.Length * 2);
            var spans = new List<(int, int)>(pieces.Spans.Count);
            foreach (var (start, end) in pieces.Spans)
            {
                var piece = pieces.Text.Span[start..end];
                var from = written.Length;
                if (spaceInFront && piece[0] != ' ') ByteAlphabet.Encode(" ", written);
                ByteAlphabet.Encode(piece, written);
                spans.Add((from, written.Length));
            }
            (pieces.Text, pieces.Spans) = (written.ToString().AsMemory(), spans);
        }
    }

    /// <summary>Writes U+2581 for every space and, where asked, one in front.</summary>
    public sealed class Metaspace(MetaspacePrefix prefix) : PreTokenizer
    {
        public override void Apply(Pieces pieces)
        {
            var written = new StringBuilder(pieces.Text.Length + 1);
            var spans = new List<(int, int)>(pieces.Spans.Count);
            foreach (var (start, end) in pieces.Spans)
            {
                var piece = pieces.Text.Span[start..end];
                var from = written.Length;
                var takesPrefix = prefix == MetaspacePrefix.Always || prefix == MetaspacePrefix.First && pieces.First && start == 0;
                if (takesPrefix && piece[0] is not (' ' or '\u2581')) written.Append('\u2581');
                foreach (var unit in piece) written.Append(unit == ' ' ? '\u2581' : unit);
                spans.Add((from, written.Length));
            }
            (pieces.Text, pieces.Spans) = (written.ToString().AsMemory(), spans);
        }
    }
}

/// <summary>What becomes of a match of a splitting pattern.</summary>
internal enum SplitBehavior { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous }

/// <summary>Which pieces get a space in front: none, the one that starts the text, or all.</summary>
internal enum MetaspacePrefix { Never, First, Always }
