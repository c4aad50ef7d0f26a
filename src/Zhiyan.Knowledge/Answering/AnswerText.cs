using System.Globalization;
using System.Text;

namespace Zhiyan.Knowledge.Answering;

/// <summary>Draws an answer as Markdown.</summary>
internal static class AnswerText
{
    public static string Of(Answer answer)
    {
        bool isChinese = answer.Language.StartsWith("zh", StringComparison.Ordinal);
        var numbers = answer.Evidence.Index().ToDictionary(item => item.Item, item => item.Index + 1);
        var text = new StringBuilder();
        var shown = new HashSet<int>();
        for (int at = 0; at < answer.Claims.Count; at++)
        {
            if (!shown.Add(at)) continue;
            var claim = answer.Claims[at];
            if (claim.ConflictsWith.Count == 0) Paragraph(Line(claim));
            else
            {
                Paragraph(isChinese ? "来源说法不一致：" : "The sources disagree:");
                foreach (int other in claim.ConflictsWith.Prepend(at))
                {
                    shown.Add(other);
                    var source = answer.Claims[other].Evidence[0].Document;
                    text.Append(CultureInfo.InvariantCulture, $"\n- {source.Name} ({source.Modified:yyyy-MM-dd}): {Line(answer.Claims[other])}");
                }
            }
        }
        foreach (var question in answer.Unanswered) Paragraph(isChinese ? $"资料中没有找到：{question}" : $"Not found in the sources: {question}");
        return text.ToString();

        void Paragraph(string line) => text.Append(text.Length > 0 ? "\n\n" : "").Append(line);

        string Line(Claim claim) => claim.Text + string.Concat(claim.Evidence.Select(evidence => $" [{numbers[evidence]}]"));
    }
}
