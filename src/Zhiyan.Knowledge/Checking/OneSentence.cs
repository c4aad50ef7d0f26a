namespace Zhiyan.Knowledge.Checking;

/// <summary>
/// Whether one sentence of a passage says a claim by itself. What was read is mostly said in one place, in other words here and there; what was made up is
/// gathered from several.
/// </summary>
internal static class OneSentence
{
    /// <summary>Words that a sentence may lack and still say the claim: one is often put in another way.</summary>
    private const int MayLack = 1;

    /// <summary>
    /// Whether a sentence has the claim's words but for one at most, all its numbers, and denies where it denies. The word it lacks may be no name, and none that
    /// says how far the claim goes. Names of the passage's first sentence are what it speaks of, and are understood in the others.
    /// </summary>
    public static bool Says(string claim, string passage, Alignment alignment, Func<string, string> fold)
    {
        if (alignment.PassageSentences.Count == 0) return false;
        var (start, end) = alignment.PassageSentences[0].Range;
        var understood = NamesIn(passage[start..end], fold);
        List<Term> terms = [.. alignment.ClaimTerms.DistinctBy(term => term.Text).Where(term => !understood.Contains(term.Text))];
        var sentence = alignment.PassageSentences.MinBy(sentence => terms.Where(term => !sentence.Terms.Contains(term.Text)).Sum(alignment.Weight))!;
        List<Term> lacking = [.. terms.Where(term => !sentence.Terms.Contains(term.Text))];
        if (lacking.Count > MayLack) return false;

        var names = NamesIn(claim, fold);
        var numbers = Quantities.Of(sentence.Folded);
        return !lacking.Any(term => names.Contains(term.Text))
            && Quantities.Of(alignment.Claim).All(number => numbers.Any(number.Follows))
            && Polarity.Denies(alignment.Claim) == Polarity.Denies(sentence.Folded)
            && !Polarity.ScopeBeyond(alignment.Claim, sentence.Folded).Any();
    }

    private static HashSet<string> NamesIn(string text, Func<string, string> fold) =>
        [.. Names.Of(text).SelectMany(name => Terms.Of(fold(name))).Select(term => term.Text)];
}
