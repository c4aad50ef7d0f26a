using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// Tells sentences of a document that speak to the assistant, to command it, from those that tell a reader something. A document is data: such a sentence is never evidence, and what
/// is shown from its passage is flagged. That no document can command anything rests on the roles of messages, not on this list.
/// </summary>
internal static partial class Instructions
{
    public static bool Are(string sentence) => English().IsMatch(sentence) || Chinese().IsMatch(sentence);

    [GeneratedRegex(@"\b(ignore|disregard|forget|override)\b.{0,40}\b(previous|prior|above|earlier|all|your|system)\b.{0,40}\b(instructions?|prompts?|rules?|messages?|context)\b|\byou are now\b.{0,60}\b(assistant|ai|model|bot|mode)\b|\b(reveal|print|repeat|output)\b.{0,30}\b(system prompt|your instructions|hidden prompt)\b|\b(ais?|assistants?(?! professor)|language models?|llms?)\b.{0,30}\b(must|should|shall)\b.{0,30}\b(answer|reply|say|respond|output|call)\b|<\|?(im_start|im_end|system|assistant)\|?>", RegexOptions.IgnoreCase)]
    private static partial Regex English();

    [GeneratedRegex(@"(忽略|无视|無視|忘记|忘記|不要理会|不要理會|绕过).{0,12}(之前|以上|上述|前面|先前|所有|系统|系統|全部).{0,10}(指令|指示|提示|规则|規則|要求|命令|内容)|你现在(是|扮演)|你現在(是|扮演)|(输出|显示|透露|重复|打印).{0,8}(系统提示|系統提示|你的指令)|(AI|人工智能|助手|语言模型|模型).{0,8}(必须|务必|應當|应当|请).{0,8}(回答|回复|输出|说|調用|调用)", RegexOptions.IgnoreCase)]
    private static partial Regex Chinese();
}
