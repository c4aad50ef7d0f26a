using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Answering;

/// <summary>What a question wants to know, as its words tell.</summary>
internal enum QuestionKind
{
    Other,
    When,
    HowMany,
    Who,
    Where,
    Why,
}

internal static partial class QuestionKinds
{
    /// <param name="question">Folded: small letters, simplified characters.</param>
    public static QuestionKind Of(string question)
    {
        if (When().IsMatch(question)) return QuestionKind.When;
        if (HowMany().IsMatch(question)) return QuestionKind.HowMany;
        if (Who().IsMatch(question)) return QuestionKind.Who;
        if (Where().IsMatch(question)) return QuestionKind.Where;
        return Why().IsMatch(question) ? QuestionKind.Why : QuestionKind.Other;
    }

    [GeneratedRegex(@"何时|哪.{0,2}年|什么时[候间]|几[月年日号点]|哪[一]?天|年份|年代|什么时期|日期|多久|多长时间|\bwhen\b|\b(what|which) (year|date|month|day|time|century)|\bhow long\b")]
    private static partial Regex When();

    [GeneratedRegex(@"多少|几[个位名次枚座条所家种块层]|多[高长大深远宽重快]|第几|数量|比例|百分之几|\bhow (many|much|old|far|tall|large|big|high|deep|heavy|fast)\b|\bwhat (percent|percentage|number|amount|proportion)\b")]
    private static partial Regex HowMany();

    [GeneratedRegex(@"谁|哪.{0,2}[人位]|何人|\bwho(m|se)?\b|\bwhich (person|player|man|woman|king|queen|president)\b")]
    private static partial Regex Who();

    [GeneratedRegex(@"哪里|何处|哪.{0,3}[地国城省县州区市]|位于|地址|什么地方|\bwhere\b|\b(what|which) (city|country|town|state|place|location|river|region|county|continent)\b")]
    private static partial Regex Where();

    [GeneratedRegex(@"为何|为什么|原因|怎么会|因何|\bwhy\b|\breasons?\b|\bwhat caused\b")]
    private static partial Regex Why();
}
