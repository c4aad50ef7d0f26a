using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Tokenizers;

public sealed class UnigramTokenizerTests
{
    private const string Prefix = "tokenizer.ggml.";

    [Fact]
    public void Takes_the_pieces_whose_scores_add_up_to_the_most()
    {
        var random = new Random(3);
        (string Text, float Score)[] pieces =
        [
            .. "abc".Select(unit => ($"{unit}", -8 - random.NextSingle())),
            .. Enumerable.Range(0, 40).Select(_ => Word(random, 2, 5)).Distinct().Select(word => (word, -20 * random.NextSingle())),
        ];
        var tokenizer = Open(pieces);

        for (var attempt = 0; attempt < 200; attempt++)
        {
            var text = Word(random, 1, 12);
            var ids = tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false);
            Assert.Equal(text, tokenizer.Decode(ids, skipSpecial: false));
            Assert.Equal(Best(text, pieces), ids.Sum(id => pieces[id - 3].Score), 1e-3);
        }
    }

    [Fact]
    public void Plain_text_never_becomes_a_control_token_and_unknown_neighbours_are_one()
    {
        var tokenizer = Open(("<", -1), ("s", -1), (">", -1));

        Assert.Equal([3, 4, 5], tokenizer.Encode("<s>", SpecialTokens.Plain, addBosEos: false));
        Assert.Equal([1], tokenizer.Encode("<s>", SpecialTokens.Parse, addBosEos: false));
        Assert.Equal([4, 0, 4, 0], tokenizer.Encode("s😀中s中", SpecialTokens.Plain, addBosEos: false));
    }

    [Fact]
    public void A_broken_table_of_normalisation_is_refused_or_harmless()
    {
        var random = new Random(5);
        Assert.Throws<ModelFormatException>(() => CharacterMap.Parse("x", []));
        Assert.Throws<ModelFormatException>(() => CharacterMap.Parse("x", [255, 255, 255, 255, 0, 0]));
        Assert.Throws<ModelFormatException>(() => CharacterMap.Parse("x", [4, 0, 0, 0, 1, 1, 1, 1, 65]));

        for (var attempt = 0; attempt < 300; attempt++)
        {
            var bytes = new byte[4 + 4 * 64 + 16];
            random.NextBytes(bytes);
            (bytes[0], bytes[1], bytes[2], bytes[3], bytes[^1]) = (0, 1, 0, 0, 0);
            Assert.NotNull(CharacterMap.Parse("x", bytes).Apply("Any text, 任何文字 😀."));
        }
    }

    private static string Word(Random random, int least, int most) => string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => "abc"[random.Next(3)]));

    /// <summary>The definition: the best of all ways to cut a text.</summary>
    private static double Best(string text, (string Text, float Score)[] pieces) => text.Length == 0 ? 0
        : pieces.Where(piece => text.StartsWith(piece.Text, StringComparison.Ordinal)).Max(piece => piece.Score + Best(text[piece.Text.Length..], pieces));

    /// <summary>Unknown, begin and end, then the pieces.</summary>
    private static Tokenizer Open(params (string Text, float Score)[] pieces) => TinyVocabulary.Open(new Dictionary<string, object>
    {
        [Prefix + "model"] = "t5",
        [Prefix + "tokens"] = (string[])["<unk>", "<s>", "</s>", .. pieces.Select(piece => piece.Text)],
        [Prefix + "token_type"] = (long[])[2, 3, 3, .. pieces.Select(_ => 1L)],
        [Prefix + "scores"] = (float[])[0, 0, 0, .. pieces.Select(piece => piece.Score)],
        [Prefix + "bos_token_id"] = 1L,
        [Prefix + "eos_token_id"] = 2L,
        [Prefix + "add_space_prefix"] = false,
    });
}
