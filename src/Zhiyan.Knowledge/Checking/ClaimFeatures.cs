namespace Zhiyan.Knowledge.Checking;

/// <summary>What can be told of a claim and a passage without a model: numbers, names, words, order, denials. Each is a number by its name; reasons are for people.</summary>
internal sealed class ClaimFeatures
{
    private const int MostReasons = 6;

    /// <summary>A claim that shares so much of its length in one run was copied; one that shares so many words in one sentence nearly was.</summary>
    private const double WholeCopy = 0.9, HalfCopy = 0.5, AlmostAll = 0.8;

    private readonly List<string> reasons = [];
    private readonly List<Feature> values = [];
    private readonly ClaimLanguage language;
    private double copied;

    public ClaimFeatures(string claim, string passage, Func<string, string> fold)
    {
        Alignment = new Alignment(claim, passage, fold);
        language = ClaimLanguages.Of(claim, passage);
        AddWords();
        AddNumbers();
        AddNames(claim, fold);
        AddPolarity();
    }

    public Alignment Alignment { get; }

    public IReadOnlyList<Feature> Values => values;

    public IReadOnlyList<string> Reasons => reasons;

    /// <summary>Something of the claim stands otherwise in the passage: another number of the same kind, an opposite word.</summary>
    public bool Conflicts { get; private set; }

    private void Add(string name, double value) => values.Add(new Feature(name, value));

    private void Reason(string reason)
    {
        if (reasons.Count < MostReasons) reasons.Add(reason);
    }

    private void AddWords()
    {
        Add("best_coverage", Alignment.BestCoverage);
        Add("window_coverage", Alignment.Coverage(Alignment.Window));
        Add("passage_coverage", Alignment.PassageCoverage);
        List<Term> missing = [.. Alignment.ClaimTerms.Where(term => !Alignment.Says(term))];
        Add("missing_words", Math.Log(1 + missing.Count));
        Add("longest_missing", Math.Log(1 + LongestRun(missing)));
        int elsewhere = LongestRun([.. Alignment.ClaimTerms.Where(term => !Alignment.BestSays(term))]);
        Add("longest_beside", Math.Log(1 + elsewhere));
        Add("words", Math.Log(1 + Alignment.ClaimTerms.Count));
        copied = CommonRun.Length(Alignment.Claim, Alignment.Passage) / (double)Math.Max(1, Alignment.Claim.Length);
        Add("copied", copied);
        Add("copied_whole", copied >= WholeCopy ? 1 : 0);
        Add("spliced", copied >= HalfCopy && elsewhere > 2 ? 1 : 0);
        Add("out_of_order", OutOfOrder());
        if (Alignment.PassageCoverage < 0.35 && language is not ClaimLanguage.Crossing) Reason("words: the passage has few of the sentence's words");
    }

    /// <summary>Characters of the longest stretch of the claim that the passage lacks.</summary>
    private static int LongestRun(List<Term> missing)
    {
        int longest = 0;
        for (int first = 0; first < missing.Count;)
        {
            int last = first;
            while (last + 1 < missing.Count && missing[last + 1].Start <= missing[last].End + 1) last++;
            longest = Math.Max(longest, missing[last].End - missing[first].Start);
            first = last + 1;
        }
        return longest;
    }

    /// <summary>The share of neighbouring words of the claim that the best sentence has the other way round.</summary>
    private double OutOfOrder()
    {
        int[] places = [.. Alignment.ClaimTerms.Select(term => Alignment.BestText.IndexOf(term.Text, StringComparison.Ordinal)).Where(place => place >= 0)];
        return places.Length < 2 ? 0 : places.Zip(places.Skip(1)).Count(pair => pair.Second < pair.First) / (places.Length - 1.0);
    }

    private void AddNumbers()
    {
        var claimed = Quantities.Of(Alignment.Claim);
        var said = Quantities.Of(Alignment.Passage);
        var near = Quantities.Of(Alignment.WindowText);
        int missing = 0, elsewhere = 0, rivals = 0, otherUnit = 0;
        foreach (var number in claimed)
        {
            if (said.Any(number.Follows))
            {
                if (!near.Any(number.Follows)) elsewhere++;
                if (number.Kind is QuantityKind.Number && number.Unit.Length > 0 && !said.Any(other => number.Follows(other) && other.Unit == number.Unit)) otherUnit++;
                continue;
            }
            missing++;
            var rival = near.Where(number.IsRivalOf).OrderBy(other => Math.Abs(other.Value - number.Value)).Select(other => (Quantity?)other).FirstOrDefault();
            if (rival is not null) rivals++;
            Reason(rival is { } other ? $"number: {number.Text} not in passage, which has {other.Text}" : $"number: {number.Text} not in passage");
        }
        // A code such as 9C has a number in it, and one that is altered is as wrong.
        missing += Names.Of(Alignment.Claim).Count(name => name.Any(char.IsAsciiDigit) && !Alignment.Passage.Contains(name, StringComparison.Ordinal));
        Add("numbers", Math.Min(3, claimed.Count));
        Add("numbers_missing", Math.Min(2, missing));
        Add("numbers_elsewhere", Math.Min(2, elsewhere));
        Add("numbers_rival", Math.Min(2, rivals));
        Add("altered_copy", missing > 0 && Alignment.BestCoverage >= AlmostAll ? 1 : 0);
        Add("numbers_other_unit", Math.Min(2, otherUnit));
        Conflicts |= rivals > 0;
    }

    private void AddNames(string claim, Func<string, string> fold)
    {
        int all = 0, missing = 0, elsewhere = 0;
        foreach (var name in Names.Of(claim).Distinct())
        {
            if (language is ClaimLanguage.Crossing && !IsKeptInTranslation(name, claim)) continue;
            all++;
            var folded = fold(name);
            if (Has(Alignment.WindowText, folded)) continue;
            if (Has(Alignment.Passage, folded)) elsewhere++;
            else
            {
                missing++;
                Reason($"name: {name} not in passage");
            }
        }
        Add("names", Math.Min(4, all));
        Add("names_missing", Math.Min(3, missing));
        Add("names_missing_share", all == 0 ? 0 : (double)missing / all);
        Add("names_elsewhere", Math.Min(3, elsewhere));
    }

    /// <summary>A Chinese sentence over an English passage keeps names in Latin letters; the other way round they are written in characters.</summary>
    private static bool IsKeptInTranslation(string name, string claim) => ClaimLanguages.IsChinese(claim) && name.All(char.IsAscii);

    /// <summary>Whether a text has a name, or its stem: Holm's is Holm, Americans is American.</summary>
    private static bool Has(string text, string name) =>
        text.Contains(name, StringComparison.Ordinal) || name.Length > 4 && name[0] < 0x2e80 && text.Contains(Terms.Stem(name.Split('\'', '’')[0]), StringComparison.Ordinal);

    private void AddPolarity()
    {
        bool claims = Polarity.Denies(Alignment.Claim), says = Polarity.Denies(Alignment.WindowText);
        Add("denies_alone", claims && !says ? 1 : 0);
        Add("denies_both", claims && says ? 1 : 0);
        Add("denied_by_passage", !claims && Polarity.Denies(Alignment.BestText) ? 1 : 0);
        if (language is ClaimLanguage.Crossing)
        {
            foreach (var unknown in (string[])["scope", "opposite"]) Add(unknown, 0);
            return;
        }
        if (claims && !says) Reason("negation: the sentence denies, the passage does not");
        List<string> scope = [.. Polarity.ScopeBeyond(Alignment.Claim, Alignment.WindowText)];
        Add("scope", Math.Min(2, scope.Count));
        if (scope.Count > 0) Reason($"scope: {string.Join(", ", scope)} not in passage");
        var opposite = Polarity.Opposite(Alignment.Claim, Alignment.BestText);
        Add("opposite", opposite is null ? 0 : 1);
        if (opposite is not var (mine, theirs)) return;
        Conflicts = true;
        Reason($"opposite: {mine} against {theirs}");
    }
}

/// <summary>A measure by its name in the fitted file.</summary>
internal readonly record struct Feature(string Name, double Value);
