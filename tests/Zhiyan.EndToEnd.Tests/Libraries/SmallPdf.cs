using System.Globalization;
using System.Text;

namespace Zhiyan.EndToEnd.Tests.Libraries;

/// <summary>A PDF with a line of text on each page, set in Helvetica, which is not in it.</summary>
internal static class SmallPdf
{
    public static byte[] Of(params string[] lines)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add($"<< /Type /Pages /Kids [{string.Join(' ', lines.Select((_, at) => $"{4 + 2 * at} 0 R"))}] /Count {lines.Length} >>");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        foreach (var (at, line) in lines.Index())
        {
            Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R >>");
            var content = $"BT /F1 14 Tf 40 220 Td ({line}) Tj ET";
            Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }
        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places) text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());

        void Add(string body)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{body}\nendobj\n");
        }
    }
}
