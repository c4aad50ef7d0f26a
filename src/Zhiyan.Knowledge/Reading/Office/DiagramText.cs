using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>The words in a diagram's shapes (SmartArt), an item for each.</summary>
internal static class DiagramText
{
    public static void Write(DocumentBuilder builder, XElement diagram)
    {
        foreach (var point in diagram.All("pt"))
        {
            var words = new RunningText();
            foreach (var paragraph in point.All("p"))
            {
                foreach (var text in paragraph.All("t")) words.Append(text.Value);
                words.Append(" ");
            }
            builder.Add(BlockKind.ListItem, words, 1);
        }
    }
}
