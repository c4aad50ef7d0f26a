using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Answering;

/// <summary>Whether a sentence holds the kind of thing that a question wants to know, beyond what the question itself says.</summary>
internal static partial class AnswerType
{
    /// <param name="foldedQuestion">As <paramref name="foldedSentence"/>: small letters, simplified characters.</param>
    /// <param name="sentence">As it stands: names are known by their capitals.</param>
    public static bool Fits(QuestionKind kind, string foldedQuestion, string foldedSentence, string sentence) => kind switch
    {
        QuestionKind.When => New(foldedQuestion, foldedSentence).Any(quantity => quantity.Kind is QuantityKind.Year or QuantityKind.Date or QuantityKind.Decade or QuantityKind.Century || TimeUnit().IsMatch(quantity.Unit)),
        QuestionKind.HowMany => New(foldedQuestion, foldedSentence).Any(),
        QuestionKind.Who => IsChinese(foldedSentence) ? PersonWord().IsMatch(foldedSentence) : NewNames(foldedQuestion, sentence).Any(),
        QuestionKind.Where => IsChinese(foldedSentence) ? PlaceWord().IsMatch(foldedSentence) : NewNames(foldedQuestion, sentence).Any() && PlacePreposition().IsMatch(foldedSentence),
        QuestionKind.Why => Cause().IsMatch(foldedSentence),
        _ => false,
    };

    private static IEnumerable<Quantity> New(string question, string sentence)
    {
        var asked = Quantities.Of(question);
        return Quantities.Of(sentence).Where(quantity => !asked.Any(other => other.Value == quantity.Value));
    }

    private static IEnumerable<string> NewNames(string foldedQuestion, string sentence) =>
        Names.Of(sentence).Where(name => !foldedQuestion.Contains(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsChinese(string text) => text.Any(c => c is >= '\u4e00' and <= '\u9fff');

    [GeneratedRegex("^(年|月|日|天|周|小|分|时|岁|days?|weeks?|months?|years?|hours?|minutes?)$")]
    private static partial Regex TimeUnit();

    [GeneratedRegex("[·・]|先生|女士|博士|教授|总统|皇帝|将军|主席|[帝王后公侯伯氏]|由.{2,6}[担率领创出]|任命|当选|子|父|母|妻")]
    private static partial Regex PersonWord();

    [GeneratedRegex("[省市县州国区岛山镇村路街道城港湾洲部河江海湖]|位于|地处")]
    private static partial Regex PlaceWord();

    [GeneratedRegex(@"\b(in|at|near|from|of|to|across|along|on) ")]
    private static partial Regex PlacePreposition();

    [GeneratedRegex(@"因|由于|为了|所以|导致|使得|故|\b(because|due to|since|in order|so that|reason|cause[ds]?|therefore|as a result|to|owing)\b")]
    private static partial Regex Cause();
}
