using Zhiyan.Inference.Drafting;

namespace Zhiyan.Inference.Tests.Drafting;

public sealed class PromptLookupTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4, 5, 9, 1, 2, 3 }, 3, new[] { 4, 5, 9 })]
    [InlineData(new[] { 1, 2, 3, 7, 1, 2, 3, 8, 1, 2, 3 }, 2, new[] { 8, 1 })]
    [InlineData(new[] { 5, 5, 5, 5 }, 3, new[] { 5 })]
    [InlineData(new[] { 1, 2, 3, 4 }, 3, new int[0])]
    [InlineData(new[] { 1 }, 3, new int[0])]
    public void Guesses_what_followed_the_last_place_with_the_same_ending(int[] tokens, int most, int[] expected)
    {
        var drafts = new int[most];

        var count = new PromptLookup().Draft(tokens, drafts);

        Assert.Equal(expected, drafts[..count]);
    }

    [Fact]
    public void Rests_longer_after_every_wrong_guess_and_not_after_a_right_one()
    {
        var length = new DraftLength();
        var waits = new List<int>();

        for (var round = 0; round < 7; round++)
        {
            var wait = 0;
            while (length.Next() == 0) wait++;
            waits.Add(wait);
            length.Tell(1, 0);
        }
        while (length.Next() == 0) { }
        length.Tell(1, 1);

        Assert.Equal([0, 1, 2, 4, 8, 16, 32], waits);
        Assert.NotEqual(0, length.Next());
    }
}
