using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>A formula of Office on one line: (a+b)/c, x^2, x_i, √(x).</summary>
internal static class MathText
{
    public static string Of(XElement formula)
    {
        var text = new StringBuilder();
        Append(text, formula);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XElement parent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var element in parent.Elements())
        {
            switch (element.Local)
            {
                case "t":
                    text.Append(element.Value);
                    break;
                case "f":
                    text.Append(Grouped(element.Child("num"))).Append('/').Append(Grouped(element.Child("den")));
                    break;
                case "rad":
                    text.Append('√').Append(Grouped(element.Child("e")));
                    break;
                case "sup":
                    if (Grouped(element) is { Length: > 0 } above) text.Append('^').Append(above);
                    break;
                case "sub":
                    if (Grouped(element) is { Length: > 0 } below) text.Append('_').Append(below);
                    break;
                case "naryPr":
                    text.Append(element.Child("chr")?.Value("val") ?? "∫");
                    break;
                case "d":
                    text.Append(element.At("dPr", "begChr")?.Value("val") ?? "(").AppendJoin(", ", element.Children("e").Select(Of)).Append(element.At("dPr", "endChr")?.Value("val") ?? ")");
                    break;
                case "mr":
                    text.AppendJoin(", ", element.Children("e").Select(Of)).Append("; ");
                    break;
                case "rPr" or "ctrlPr":
                    break;
                default:
                    Append(text, element);
                    break;
            }
        }
    }

    private static string Grouped(XElement? part)
    {
        var text = part is null ? "" : Of(part);
        return text.Length > 1 && !text.All(char.IsAsciiLetterOrDigit) ? $"({text})" : text;
    }
}
