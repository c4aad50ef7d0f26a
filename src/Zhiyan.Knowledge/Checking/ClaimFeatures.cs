namespace Zhiyan.Knowledge.Checking;

/// <summary>What can be told of a claim and a passage without a model: numbers, names, words, order, denials. Each is a number by its name; reasons are for people.</summary>
internal sealed class ClaimFeatures
{
    private const int MostReasons = 6;

    /// <summary>A claim that has so many of its words, by weight, in one sentence was nearly copied from it.</summary>
    private const double AlmostAll = 0.8;

    /// <summary>A passage that says less of a claim, by weight of its words, hardly speaks of it.</summary>
    private const double Few = 0.35;

    private readonly List<string> reasons = [];
    private readonly List<Feature> values = [];
    private readonly ClaimLanguage language;

    public ClaimFeatures(string claim, string passage, Func<string, string> fold)
    {
        Alignment = new Alignment(claim, passage, fold);
        language = ClaimLanguages.Of(claim, passage);
        IsWordForWord = WordForWord.Says(Alignment.Passage, Alignment.Claim);
        AddWords(claim, passage, fold);
        AddNumbers();
        AddNames(claim, fold);
        AddPolarity();
    }

    public Alignment Alignment { get; }

    public IReadOnlyList<Feature> Values => values;

    public IReadOnlyList<string> Reasons => reasons;

    /// <summary>The claim is a sentence of the passage.</summary>
    public bool IsWordForWord { get; }

    /// <summary>Something of the claim stands otherwise in the passage: another number of the same kind, an opposite word.</summary>
    public bool Conflicts { get; private set; }

    private void Add(string name, double value) => values.Add(new Feature(name, value));

    private void Reason(string reason)
    {
        if (reasons.Count < MostReasons) reasons.Add(reason);
    }

    private void AddWords(string claim, string passage, Func<string, string> fold)
    {
        if (language is ClaimLanguage.Crossing) return;
        Add("best_coverage", Alignment.BestCoverage);
        // Pairs of Han characters are no words, of which one may be lacking.
        if (language is ClaimLanguage.English) Add("one_sentence", OneSentence.Says(claim, passage, Alignment, fold) ? 1 : 0);
        if (Alignment.PassageCoverage < Few) Reason("words: the passage has few of the sentence's words");
    }

    private void AddNumbers()
    {
        var claimed = Quantities.Of(Alignment.Claim);
        var said = Quantities.Of(Alignment.Passage);
        var near = Quantities.Of(Alignment.WindowText);
        int missing = 0, elsewhere = 0;
        foreach (var number in claimed)
        {
            if (said.Any(number.Follows))
            {
                if (!near.Any(number.Follows)) elsewhere++;
                continue;
            }
            missing++;
            var rival = near.Where(number.IsRivalOf).OrderBy(other => Math.Abs(other.Value - number.Value)).Select(other => (Quantity?)other).FirstOrDefault();
            Conflicts |= rival is not null;
            Reason(rival is { } other ? $"number: {number.Text} not in passage, which has {other.Text}" : $"number: {number.Text} not in passage");
        }
        // A code such as 9C has a number in it, and one that is altered is as wrong.
        missing += Names.Of(Alignment.Claim).Count(name => name.Any(char.IsAsciiDigit) && !Alignment.Passage.Contains(name, StringComparison.Ordinal));
        Add("numbers_missing", Math.Min(2, missing));
        Add("numbers_elsewhere", Math.Min(2, elsewhere));
        Add("altered_copy", missing > 0 && Alignment.BestCoverage >= AlmostAll ? 1 : 0);
    }

    private void AddNames(string claim, Func<string, string> fold)
    {
        int missing = 0;
        foreach (var name in Names.Of(claim).Distinct())
        {
            if (language is ClaimLanguage.Crossing && !IsKeptInTranslation(name, claim) || Has(Alignment.Passage, fold(name))) continue;
            missing++;
            Reason($"name: {name} not in passage");
        }
        Add("names_missing", Math.Min(3, missing));
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
        if (language is ClaimLanguage.Crossing) return;
        if (claims && !says) Reason("negation: the sentence denies, the passage does not");
        List<string> scope = [.. Polarity.ScopeBeyond(Alignment.Claim, Alignment.WindowText)];
        if (scope.Count > 0) Reason($"scope: {string.Join(", ", scope)} not in passage");
        var opposite = Polarity.Opposite(Alignment.Claim, Alignment.BestText);
        if (opposite is not var (mine, theirs)) return;
        Conflicts = true;
        Reason($"opposite: {mine} against {theirs}");
    }
}

/// <summary>A measure by its name in the fitted file.</summary>
internal readonly record struct Feature(string Name, double Value);
