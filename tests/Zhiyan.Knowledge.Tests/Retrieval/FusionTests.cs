using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Tests.Retrieval;

public sealed class FusionTests
{
    private static readonly float[] cosines = [0.90f, 0.85f, 0.60f, 0];

    [Fact]
    public void A_passage_that_fits_by_words_and_by_meaning_comes_before_those_that_fit_by_one()
    {
        var found = Fuse(possible: 20, (1, 15), (2, 10));

        Assert.Equal([1, 0, 2], found);
    }

    [Fact]
    public void A_question_whose_words_are_hardly_there_goes_by_meaning()
    {
        var found = Fuse(possible: 400, (2, 16), (1, 15));

        Assert.Equal([0, 1, 2], found);
    }

    [Fact]
    public void A_passage_without_a_vector_yet_is_found_by_its_words()
    {
        var found = Fuse(possible: 20, (3, 20), (2, 5));

        Assert.Equal([3, 0, 1, 2], found);
    }

    [Fact]
    public void Without_vectors_there_is_the_order_of_the_words()
    {
        var found = Fusion.Of(new WordHits([new Scored(4, 8), new Scored(1, 2)], 10), [], _ => 0, 10);

        Assert.Equal([(4, 0.8), (1, 0.2)], found.Select(hit => (hit.Chunk, Math.Round(hit.Score, 3))));
    }

    private static IEnumerable<int> Fuse(double possible, params (int Chunk, float Score)[] words) => Fusion.Of(
        new WordHits([.. words.Select(word => new Scored(word.Chunk, word.Score))], possible),
        [.. cosines[..3].Select((cosine, chunk) => new Scored(chunk, cosine))], chunk => cosines[chunk], 10).Select(hit => hit.Chunk);
}
