using System.Text;

namespace Zhiyan.Knowledge.Tests.Reading.Pdf;

/// <summary>A PDF file of objects written by hand: object 1 is the catalogue, 2 the tree of one page, 3 the page of 400 × 600 points, 4 its content, 5 and on what is given.</summary>
internal static class RawPdf
{
    /// <param name="page">More entries of the page.</param>
    /// <param name="catalogue">More entries of the catalogue.</param>
    public static byte[] Build(string content, string page = "", string catalogue = "", params string[] objects)
    {
        string[] all =
        [
            $"<< /Type /Catalog /Pages 2 0 R {catalogue} >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R {page} >>",
            Stream(content), .. objects,
        ];
        var file = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        for (int number = 1; number <= all.Length; number++)
        {
            places.Add(file.Length);
            file.Append($"{number} 0 obj\n{all[number - 1]}\nendobj\n");
        }
        int table = file.Length;
        file.Append($"xref\n0 {all.Length + 1}\n0000000000 65535 f \n");
        foreach (int place in places) file.Append($"{place:D10} 00000 n \n");
        file.Append($"trailer\n<< /Size {all.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    public static string Stream(string content) => $"<< /Length {content.Length} >>\nstream\n{content}\nendstream";
}
