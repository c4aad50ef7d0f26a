using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Tokenizers;

public sealed class PieceTrieTests
{
    [Fact]
    public void Finds_every_piece_that_a_text_begins_with_the_shortest_first()
    {
        var random = new Random(1);
        string[] pieces = [.. Enumerable.Range(0, 400).Select(_ => Word(random, 6)).Distinct()];
        var trie = new PieceTrie(pieces.Select((piece, id) => (piece, id)));

        for (var attempt = 0; attempt < 500; attempt++)
        {
            var text = Word(random, 9);
            var found = new List<(int, int)>();
            for (var walk = trie.At(text); walk.MoveNext();) found.Add((walk.Length, walk.Id));

            Assert.Equal(pieces.Index().Where(piece => text.StartsWith(piece.Item, StringComparison.Ordinal)).Select(piece => (piece.Item.Length, piece.Index)).Order(), found);
        }
    }

    [Fact]
    public void A_trie_of_nothing_finds_nothing()
    {
        Assert.False(new PieceTrie([]).At("abc").MoveNext());
        Assert.False(new PieceTrie([("abc", 1)]).At("").MoveNext());
    }

    private static string Word(Random random, int longest) => string.Concat(Enumerable.Range(0, random.Next(1, longest + 1)).Select(_ => "ab▁中"[random.Next(4)]));
}
