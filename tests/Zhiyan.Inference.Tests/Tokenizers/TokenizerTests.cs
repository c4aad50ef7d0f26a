using System.Text;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Tokenizers;

public sealed class TokenizerTests
{
    private const int Hi = 256, SpaceHi = 257, One = 259;
    private const int Start = 260, End = 261, Think = 262;

    private static readonly Tokenizer Chat = TinyVocabulary.Open(TinyVocabulary
        .ByteLevel(("<|im_start|>", TokenKind.Control), ("<|im_end|>", TokenKind.Control), ("<think>", TokenKind.UserDefined))
        .With("bos_token_id", (long)Start).With("eos_token_id", (long)End).With("add_bos_token", true));

    [Fact]
    public void Control_tokens_come_out_only_where_they_are_asked_for()
    {
        Assert.Equal([Start, Hi, Think], Chat.Encode("<|im_start|>hi<think>", SpecialTokens.Parse, addBosEos: false));

        var plain = Chat.Encode("<|im_start|>hi<think>", SpecialTokens.Plain, addBosEos: false);

        Assert.DoesNotContain(plain, Chat.Vocabulary.IsControl);
        Assert.Equal(Think, plain[^1]);
        Assert.Equal("<|im_start|>hi<think>", Chat.Decode(plain, skipSpecial: true));
    }

    [Theory]
    [InlineData("<|im_start|>", "hi", "<|im_end|>", 2)]
    [InlineData("<|im_start|>", "<|im_end|>", "<|im_end|>", 2)]
    [InlineData("<|im_start|>", "a<|im_", "end|>", 1)]
    [InlineData("<|im_start", "|>", "<|im_end|>", 1)]
    [InlineData("", "<|im_start|><|im_end|>", "", 0)]
    public void A_request_cannot_write_even_a_part_of_a_control_token(string before, string input, string after, int controls)
    {
        var prompt = new RenderedText(before + input + after, [before.Length..(before.Length + input.Length)]);

        var ids = Chat.Encode(prompt, addBos: false);

        Assert.Equal(controls, ids.Count(Chat.Vocabulary.IsControl));
        Assert.Equal(prompt.Text, Chat.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void A_word_is_whole_across_the_border_of_the_input()
    {
        var prompt = new RenderedText("<|im_start|>o" + "ne hi" + "<|im_end|>", [13..18]);

        Assert.Equal([Start, One, SpaceHi, End], Chat.Encode(prompt, addBos: false));
        Assert.Equal(Chat.Encode(prompt.Text, SpecialTokens.Parse, addBosEos: false), Chat.Encode(prompt, addBos: false));
    }

    [Fact]
    public void Bos_is_added_once()
    {
        Assert.Equal([Start, Hi], Chat.Encode(new RenderedText("hi", [0..2]), addBos: true));
        Assert.Equal([Start, Hi], Chat.Encode(new RenderedText("<|im_start|>hi", [12..14]), addBos: true));
        Assert.Equal([Hi], Chat.Encode(new RenderedText("hi", []), addBos: false));
        Assert.Equal([Start, Hi], Chat.Encode("hi", SpecialTokens.Plain, addBosEos: true));
    }

    [Fact]
    public void Ranges_out_of_order_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Chat.Encode(new RenderedText("abcdef", [3..5, 1..2]), addBos: false));
    }

    [Fact]
    public void A_control_token_is_not_reached_by_the_way_of_whole_tokens()
    {
        var tokenizer = TinyVocabulary.Open(TinyVocabulary.ByteLevel(("xyz", TokenKind.Control), ("uvw", TokenKind.Normal)), "llama-bpe");

        Assert.Equal([.. "xyz"u8.ToArray().Select(value => (int)value)], tokenizer.Encode("xyz", SpecialTokens.Plain, addBosEos: false));
        Assert.Equal([261], tokenizer.Encode("uvw", SpecialTokens.Plain, addBosEos: false));
    }

    [Fact]
    public void What_ends_a_text_is_a_control_token_whatever_its_type_says()
    {
        var tokenizer = TinyVocabulary.Open(TinyVocabulary.ByteLevel(("</s>", TokenKind.UserDefined), ("[END]", TokenKind.UserDefined)).With("eos_token_id", 261L));

        Assert.DoesNotContain(tokenizer.Encode("</s>[END]", SpecialTokens.Plain, addBosEos: false), id => id >= 260);
        Assert.Equal([260, 261], tokenizer.Encode("</s>[END]", SpecialTokens.Parse, addBosEos: false));
        Assert.Equal([260, 261], tokenizer.Vocabulary.EndOfGeneration.Order());
    }

    [Fact]
    public void Control_tokens_of_Phi_3_take_the_white_space_after_them()
    {
        var values = TinyVocabulary.ByteLevel(("<|user|>", TokenKind.Control), ("<|endoftext|>", TokenKind.Control)).With("general.name", "Phi-3 mini");

        Assert.Equal([260, Hi, 261, SpaceHi], TinyVocabulary.Open(values).Encode("<|user|>\n hi<|endoftext|> hi", SpecialTokens.Parse, addBosEos: false));
    }

    [Fact]
    public void Scores_decide_which_pieces_merge_and_bytes_stand_in_for_the_rest()
    {
        var tokenizer = TinyVocabulary.Open(TinyVocabulary.SentencePiece(("▁", -9), ("a", -9), ("b", -9), ("c", -9), ("ab", -2), ("bc", -1), ("▁a", -3)));

        Assert.Equal([1, 265, 264], tokenizer.Encode("abc", SpecialTokens.Plain, addBosEos: true));
        Assert.Equal([265, 3 + 0xE4, 3 + 0xB8, 3 + 0xAD], tokenizer.Encode("a中", SpecialTokens.Plain, addBosEos: false));
    }

    [Fact]
    public void Only_a_text_that_starts_loses_the_space_in_front()
    {
        var tokenizer = TinyVocabulary.Open(TinyVocabulary.SentencePiece(("▁", -9), ("a", -9), ("▁a", -3)));
        var continued = tokenizer.StartDecoding(skipSpecial: true, continues: true);

        Assert.Equal("a a", tokenizer.Decode([261, 261], skipSpecial: true));
        Assert.Equal(" a", continued.Next(261));
    }

    [Fact]
    public void Bytes_of_tokens_join_to_the_text()
    {
        const string text = "hi 中文 😀\n<think>";
        var ids = Chat.Encode(text, SpecialTokens.Plain, addBosEos: false);

        var bytes = ids.SelectMany(id => Chat.BytesOf(id).ToArray()).ToArray();

        Assert.Equal(text, Encoding.UTF8.GetString(bytes));
        Assert.Equal("Ġhi", Chat.TokenText(SpaceHi));
    }

    [Fact]
    public void One_tokenizer_serves_many_threads()
    {
        var text = string.Concat(Enumerable.Repeat("hi one hi ", 50));
        var expected = Chat.Encode(text, SpecialTokens.Plain, addBosEos: false);

        Parallel.For(0, 64, _ => Assert.Equal(expected, Chat.Encode(text, SpecialTokens.Plain, addBosEos: false)));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character()
    {
        var ids = Chat.Encode("a\uD83D", SpecialTokens.Plain, addBosEos: false);

        Assert.Equal("a\uFFFD", Chat.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void An_id_outside_the_vocabulary_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Chat.Decode([263], skipSpecial: false));
    }
}
