namespace Zhiyan.Knowledge.Checking;

/// <summary>A question about a statement that follows a text, and how a model may answer it. The answers' likelihoods tell what it holds the statement for.</summary>
/// <param name="Name">The feature's.</param>
/// <param name="Ask">With <c>{0}</c> for the statement.</param>
/// <param name="Yes">The answer that holds the statement to be said.</param>
/// <param name="No">The answer that holds it to be wrong.</param>
/// <param name="Unknown">The answer that the text does not tell; null where it is not weighed.</param>
internal sealed record Question(string Name, string Ask, string Yes, string No, string? Unknown = null)
{
    private static readonly IReadOnlyList<Question> english =
    [
        new("plain", "Question: {0} True, False, or Neither?", "True", "False"),
        new("passage", "Based on the passage above, is it true that \"{0}\"? Yes, No, or Maybe?", "Yes", "No"),
        new("lettered", "Claim: {0}\nIs the claim true, false, or not mentioned?\nA. true\nB. false\nC. not mentioned\nAnswer with the letter.", "A", "B", "C"),
    ];

    private static readonly IReadOnlyList<Question> chinese =
    [
        new("plain", "假定上面的文字是真的，那么“{0}”这句话是正确、错误，还是无法确定？", "正确", "错误"),
        new("passage", "根据上面的文字，“{0}”是真的吗？回答“是”、“不是”或“不确定”。", "是", "不是"),
        new("lettered", "说法：{0}\n这个说法是对的、错的，还是文中没有提到？\nA. 对的\nB. 错的\nC. 没有提到\n请只回答字母。", "A", "B", "C"),
    ];

    /// <summary>What is asked, in the passage's language.</summary>
    public static IReadOnlyList<Question> In(bool isChinese) => isChinese ? chinese : english;

    public IReadOnlyList<string> Answers => Unknown is null ? [Yes, No] : [Yes, No, Unknown];

    /// <summary>Log-odds of the first answer against each other one.</summary>
    public IEnumerable<Feature> Features(IReadOnlyList<Likelihood> answers)
    {
        yield return new Feature(Name, answers[0].Logprob - answers[1].Logprob);
        if (Unknown is not null) yield return new Feature($"{Name}_told", answers[0].Logprob - answers[2].Logprob);
    }
}
