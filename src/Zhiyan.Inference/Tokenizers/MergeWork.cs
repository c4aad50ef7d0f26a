using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>Merges the symbols of a piece, best rank first and of equals the leftmost, in O(n log n). Scratch of one call.</summary>
/// <param name="byteTokens">Spell, byte by byte, a character that has no token.</param>
internal sealed class MergeWork(BytePairMerges merges, int[] byteTokens, int vocabularySize)
{
    private const int None = -1;

    private readonly PriorityQueue<Candidate, long> candidates = new();
    private Symbol[] symbols = new Symbol[64];
    private int count;

    public void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        Spell(piece);
        for (var left = 0; left + 1 < count; left++) Offer(left);
        while (candidates.TryDequeue(out var candidate, out _)) Merge(candidate);
        Write(piece, ids);
    }

    private void Spell(ReadOnlySpan<char> piece)
    {
        if (symbols.Length < piece.Length) symbols = new Symbol[Math.Max(piece.Length, symbols.Length * 2)];
        count = 0;
        for (var at = 0; at < piece.Length;)
        {
            Rune.DecodeFromUtf16(piece[at..], out var rune, out var width);
            symbols[count] = new Symbol
            {
                Id = merges.Symbols.TryGetValue(rune.Value, out var id) ? id : None,
                Start = at,
                Previous = count - 1,
                Next = count + 1,
            };
            count++;
            at += width;
        }
        if (count > 0) symbols[count - 1].Next = None;
    }

    private void Offer(int left)
    {
        var right = symbols[left].Next;
        if (right != None && merges.TryFind(symbols[left].Id, symbols[right].Id, out var merge))
            candidates.Enqueue(new Candidate(left, symbols[left].Id, symbols[right].Id, merge.Id), (long)merge.Rank << 32 | (uint)left);
    }

    private void Merge(Candidate candidate)
    {
        ref var left = ref symbols[candidate.Left];
        var isStale = left.Id != candidate.LeftId || left.Next == None || symbols[left.Next].Id != candidate.RightId;
        if (isStale) return;                            // one of the two was merged since
        ref var right = ref symbols[left.Next];
        left.Id = candidate.MergedId;
        left.Next = right.Next;
        right.Id = None;
        if (left.Next != None) symbols[left.Next].Previous = candidate.Left;
        if (left.Previous != None) Offer(left.Previous);
        Offer(candidate.Left);
    }

    private void Write(ReadOnlySpan<char> piece, List<int> ids)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var at = count > 0 ? 0 : None; at != None; at = symbols[at].Next)
        {
            var symbol = symbols[at];
            if ((uint)symbol.Id < (uint)vocabularySize)
            {
                ids.Add(symbol.Id);
                continue;
            }
            Rune.DecodeFromUtf16(piece[symbol.Start..], out var rune, out _);
            var length = rune.EncodeToUtf8(bytes);
            for (var index = 0; index < length; index++) ids.Add(byteTokens[bytes[index]]);
        }
    }

    /// <summary>A linked list in an array; a symbol that was merged into its left neighbour has no id.</summary>
    private struct Symbol
    {
        public int Id, Start, Previous, Next;
    }

    private readonly record struct Candidate(int Left, int LeftId, int RightId, int MergedId);
}
