using System.Text.Json;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Tells what one document has and the other has not, and what the two say differently. Code decides first: equal sentences, other numbers and dates, denials and names. Where only
/// the wording differs a chat model is asked, as far as there is one and the budget reaches.
/// </summary>
internal sealed class ComparisonReader(long firstId, RowMaker first, RowMaker second, Func<string, string> fold, MeteredModel model, ReadMessages messages) : IPartReader
{
    private const int MostTokens = 120;

    private static readonly JsonElement schema = JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = new { difference = new { type = "string", maxLength = 160 }, same_meaning = new { type = "boolean" } },
        required = (string[])["difference", "same_meaning"],
        additionalProperties = false,
    });

    private readonly Lazy<SentencePairs> pairs = new(() => SentencePairs.Of(first.Text, second.Text, fold));
    private readonly ClaimChecker checker = new(null, fold);

    public async Task<(IReadOnlyList<ReadRow> Rows, int Dropped)> Read(ReadPart part, CancellationToken cancellation)
    {
        bool isFirst = part.Document == firstId;
        var sentences = (isFirst ? pairs.Value.First : pairs.Value.Second).Where(sentence => sentence.Start >= part.Start && sentence.Start < part.End);
        var found = new List<ReadRow>();
        ComparedSentence? from = null, last = null;
        foreach (var sentence in sentences)
        {
            if (sentence.Partner is null)
            {
                from ??= sentence;
                last = sentence;
                continue;
            }
            Close();
            if (isFirst && !sentence.IsEqual) found.Add(await Judge(part, sentence, sentence.Partner, cancellation));
        }
        Close();
        return (found, 0);

        // What follows each other and has no counterpart is one row.
        void Close()
        {
            if (from is null || last is null) return;
            var row = (isFirst ? first : second).Row(part, "", from.Start, last.End);
            found.Add(row with { Text = row.Quote, Difference = isFirst ? ReadDifference.OnlyInFirst : ReadDifference.OnlyInSecond });
            from = last = null;
        }
    }

    private async Task<ReadRow> Judge(ReadPart part, ComparedSentence one, ComparedSentence other, CancellationToken cancellation)
    {
        var (difference, text) = await Difference(one, other, cancellation);
        return first.Row(part, text, one.Start, one.End) with { Difference = difference, Other = second.Place(other.Start, other.End) };
    }

    private async Task<(ReadDifference, string)> Difference(ComparedSentence one, ComparedSentence other, CancellationToken cancellation)
    {
        var (gone, come) = (Numbers(one, other), Numbers(other, one));
        if (gone.Length > 0 || come.Length > 0) return (ReadDifference.Numbers, $"{gone} → {come}".Trim());
        var (says, saysToo) = (Text(first, one), Text(second, other));
        if ((await checker.Check(saysToo, says, cancellation)).Verdict is Verdict.Contradicted) return (ReadDifference.Contradiction, "");
        var message = messages.Difference(says, saysToo);
        if (!model.Writes || !model.Affords(TokenEstimate.Of(message) + MostTokens)) return (ReadDifference.Wording, "");
        var (reply, _) = await model.Write(message, MostTokens, schema, cancellation);
        return Judged(reply) is { } told ? told : (ReadDifference.Wording, "");
    }

    /// <summary>The numbers and dates that only one of them has, as they stand in it.</summary>
    private static string Numbers(ComparedSentence one, ComparedSentence other)
    {
        var left = other.Quantities.Select(quantity => (quantity.Kind, quantity.Value)).ToList();
        return string.Join(", ", one.Quantities.Where(quantity => !left.Remove((quantity.Kind, quantity.Value))).Select(quantity => quantity.Text));
    }

    private static string Text(RowMaker rows, ComparedSentence sentence) => OneLine.Of(rows.Text[sentence.Start..sentence.End], ClaimChecker.MaximumSentence);

    private static (ReadDifference, string)? Judged(string reply)
    {
        try
        {
            using var json = JsonDocument.Parse(reply);
            return json.RootElement.GetProperty("same_meaning").GetBoolean() ? (ReadDifference.Wording, "") : (ReadDifference.Meaning, OneLine.Of(json.RootElement.GetProperty("difference").GetString() ?? ""));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;        // it ran out of tokens within the schema
        }
    }
}
