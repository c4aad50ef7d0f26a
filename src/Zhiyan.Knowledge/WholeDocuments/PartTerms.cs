using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Finds the parts that a sentence may rest on, by the words that it shares with them and with what was written of them: the latter may be in another language than the text.</summary>
internal sealed class PartTerms
{
    private readonly Func<string, string> fold;
    private readonly List<(ReadPart Part, HashSet<string> Words)> parts;
    private readonly Dictionary<string, int> holders = new(StringComparer.Ordinal);

    public PartTerms(IReadOnlyList<StoredPart> read, RowMaker rows, Func<string, string> fold)
    {
        this.fold = fold;
        parts = [.. read.Select(part => (part.Part, Words($"{rows.Text[part.Part.Start..part.Part.End]}\n{string.Join('\n', part.Rows.Select(row => row.Text))}")))];
        foreach (var word in parts.SelectMany(part => part.Words)) holders[word] = holders.GetValueOrDefault(word) + 1;
    }

    /// <summary>The best first; a rare word counts more.</summary>
    public IReadOnlyList<ReadPart> Best(string sentence, int most)
    {
        var words = Words(sentence);
        return [.. parts.OrderByDescending(part => words.Where(part.Words.Contains).Sum(word => Math.Log(1 + (double)parts.Count / holders[word]))).Take(most).Select(part => part.Part)];
    }

    private HashSet<string> Words(string text) => [.. Terms.Of(fold(text)).Select(term => term.Text)];
}
