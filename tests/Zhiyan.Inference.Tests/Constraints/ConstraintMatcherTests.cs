using System.Text;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Constraints;

public sealed class ConstraintMatcherTests
{
    private static readonly ConstraintCompiler bytes = ConstraintVocabularies.Bytes;

    private static int End => bytes.EndTokens.First();

    [Fact]
    public void The_end_is_allowed_exactly_where_the_text_is_complete()
    {
        var matcher = bytes.Compile(new GbnfConstraint("root ::= \"a\" \"b\"?")).Start();

        Assert.False(matcher.AcceptAsMasked(End));
        Assert.True(matcher.AcceptAsMasked('a'));
        Assert.Equal((true, false), (matcher.IsComplete, matcher.IsFinished));
        Assert.Equal(['b', End], matcher.AllowedTokens(bytes.Tokenizer.VocabularySize));
        Assert.True(matcher.AcceptAsMasked('b'));
        Assert.Equal((true, true), (matcher.IsComplete, matcher.IsFinished));
        Assert.True(matcher.AcceptAsMasked(End));
        Assert.False(matcher.Accept('b'));
    }

    [Fact]
    public void A_refused_token_changes_nothing()
    {
        var matcher = bytes.Compile(new GbnfConstraint("root ::= \"中b\"")).Start();
        Assert.True(matcher.Accept(Encoding.UTF8.GetBytes("中")[0]));

        Assert.False(matcher.Accept('b'));
        Assert.False(matcher.Accept(-1));
        Assert.False(matcher.Accept(int.MaxValue));

        foreach (var value in Encoding.UTF8.GetBytes("中b")[1..]) Assert.True(matcher.AcceptAsMasked(value));
        Assert.True(matcher.IsFinished);
    }

    [Fact]
    public void Control_tokens_come_only_where_the_grammar_names_them()
    {
        Assert.True(bytes.Tokenizer.Vocabulary.TryFind("<mark>", out var mark));
        var any = bytes.Compile(new GbnfConstraint("root ::= .*")).Start();
        var named = bytes.Compile(new GbnfConstraint("root ::= \"a\" <mark> \"b\"")).Start();
        var byId = bytes.Compile(new GbnfConstraint($"root ::= <[{mark}]>")).Start();

        Assert.False(any.AcceptAsMasked(mark));
        Assert.False(named.AcceptAsMasked(mark));
        Assert.True(named.AcceptAsMasked('a') && named.AcceptAsMasked(mark) && named.AcceptAsMasked('b') && named.IsFinished);
        Assert.True(byId.AcceptAsMasked(mark) && byId.IsFinished);
    }

    [Fact]
    public void A_negated_token_is_any_token_of_text_but_that()
    {
        var matcher = bytes.Compile(new GbnfConstraint("root ::= !<[97]>* \"a\"")).Start();
        int hi = bytes.Tokenizer.Encode("hi", SpecialTokens.Plain, addBosEos: false).Single();

        Assert.True(matcher.AcceptAsMasked(hi) && matcher.AcceptAsMasked('b') && matcher.AcceptAsMasked('a'));
        Assert.True(matcher.IsFinished);
    }

    [Fact]
    public void An_unknown_token_is_refused()
    {
        Assert.Throws<ConstraintException>(() => bytes.Compile(new GbnfConstraint("root ::= <nowhere>")));
        Assert.Throws<ConstraintException>(() => bytes.Compile(new GbnfConstraint("root ::= <[99999]>")));
    }

    [Fact]
    public void A_way_without_an_end_is_never_entered()
    {
        var matcher = bytes.Compile(new GbnfConstraint("root ::= \"a\" trap | \"b\"\ntrap ::= \"x\" trap")).Start();

        Assert.Equal(['b'], matcher.AllowedTokens(bytes.Tokenizer.VocabularySize));
        Assert.Throws<ConstraintException>(() => bytes.Compile(new GbnfConstraint("root ::= \"x\" root")));
    }

    [Fact]
    public void A_state_seen_before_allocates_nothing()
    {
        var compiler = ConstraintVocabularies.Merged;
        var constraint = compiler.Compile(new JsonObjectConstraint());
        var tokens = compiler.Tokenizer.Encode("""{"name": "a long 中文 text", "list": [1, 2.5, {"inner": true}], "empty": {}}""", SpecialTokens.Plain, addBosEos: false);
        Assert.True(Allocated(constraint, tokens) > 0);

        var again = Allocated(constraint, tokens);

        Assert.Equal(0, again);
    }

    [Fact]
    public void Nesting_ends_before_memory_does()
    {
        var matcher = bytes.Compile(new GbnfConstraint("root ::= \"[\" root? \"]\"")).Start();

        var depth = 0;
        while (depth < 100_000 && matcher.AcceptAsMasked('[')) depth++;

        Assert.InRange(depth, 500, 5000);
        for (; depth > 0; depth--) Assert.True(matcher.AcceptAsMasked(']'));
        Assert.True(matcher.IsFinished);
    }

    [Fact]
    public void Ways_to_read_a_text_may_be_exponentially_many()
    {
        // Each a is closed by a b or a c, and which is open for all of them: 2^200 stacks.
        var matcher = bytes.Compile(new GbnfConstraint("root ::= one | two\none ::= \"a\" root \"b\" | \"x\"\ntwo ::= \"a\" root \"c\" | \"y\"")).Start();
        for (var count = 0; count < 200; count++) Assert.True(matcher.AcceptAsMasked('a'));

        Assert.True(matcher.AcceptAsMasked('x'));

        for (var count = 0; count < 200; count++) Assert.True(matcher.AcceptAsMasked("bc"[count % 2]));
        Assert.True(matcher.IsFinished);
    }

    [Fact]
    public void Lists_as_long_as_a_reply_need_no_nesting()
    {
        var matcher = bytes.Compile(new GbnfConstraint("root ::= \"x\" root | \"y\"")).Start();

        for (var count = 0; count < 20_000; count++) Assert.True(matcher.Accept('x'));

        Assert.True(matcher.AcceptAsMasked('y') && matcher.IsFinished);
    }

    [Fact]
    public void What_is_kept_is_bounded_and_forgetting_it_changes_nothing()
    {
        // Every count is a configuration of its own, and they are more than are kept.
        var constraint = bytes.Compile(new GbnfConstraint("root ::= [a-c]{0,30000}"));
        var matcher = constraint.Start();

        for (var count = 0; count < 30_000; count++) Assert.True(matcher.AcceptAsMasked("abc"[count % 3]));

        Assert.Equal([End], matcher.AllowedTokens(bytes.Tokenizer.VocabularySize));
        Assert.True(constraint.Start().AcceptAsMasked('c'));
    }

    [Fact]
    public void Counts_beyond_all_measure_are_refused()
    {
        var error = Assert.Throws<ConstraintException>(() => bytes.Compile(new GbnfConstraint("root ::= [a-z]{0,1000000}")));

        Assert.Contains("too large", error.Message);
    }

    [Fact]
    public void A_long_chain_of_rules_needs_no_deep_stack()
    {
        const int Length = 50_000;
        var chain = new StringBuilder("root ::= r0\n");
        for (var rule = 0; rule < Length; rule++) chain.Append($"r{rule} ::= r{rule + 1}\n");
        chain.Append($"r{Length} ::= \"a\"\n");

        var constraint = bytes.Compile(new GbnfConstraint(chain.ToString()));

        Assert.True(bytes.Generates(constraint, "a"));
    }

    [Fact]
    public void Replies_share_a_constraint_at_the_same_time()
    {
        var compiler = ConstraintVocabularies.Merged;
        string[] texts = [.. Enumerable.Range(0, 16).Select(index => $$"""{"key{{index}}": [{{index}}, "text {{index}} 中", {"a": null}]}""")];
        var constraint = compiler.Compile(new JsonObjectConstraint());

        Parallel.ForEach(texts.Concat(texts), text => Assert.True(compiler.Generates(constraint, text)));
    }

    private static long Allocated(CompiledConstraint constraint, int[] tokens)
    {
        var matcher = constraint.Start();
        var before = GC.GetAllocatedBytesForCurrentThread();
        ulong seen = 0;
        var accepted = true;
        foreach (var token in tokens)
        {
            seen |= matcher.Mask[0];
            accepted &= matcher.Accept(token);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(accepted && matcher.IsComplete && seen > 0);
        return allocated;
    }
}
