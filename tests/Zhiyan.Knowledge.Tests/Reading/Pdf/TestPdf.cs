using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Zhiyan.Knowledge.Tests.Reading.Pdf;

/// <summary>Builds small PDF files: text at places, lines, pictures. Points from the top left of A4.</summary>
internal sealed class TestPdf
{
    private const double Height = 842;

    private readonly PdfDocumentBuilder builder = new();
    private readonly PdfDocumentBuilder.AddedFont plain, bold;
    private PdfPageBuilder page;

    public TestPdf()
    {
        plain = builder.AddStandard14Font(Standard14Font.Helvetica);
        bold = builder.AddStandard14Font(Standard14Font.HelveticaBold);
        page = builder.AddPage(595, Height);
    }

    public TestPdf Page()
    {
        page = builder.AddPage(595, Height);
        return this;
    }

    public TestPdf Text(string text, double left, double baseline, double size = 10, bool isBold = false)
    {
        page.AddText(text, size, new PdfPoint(left, Height - baseline), isBold ? bold : plain);
        return this;
    }

    public TestPdf Lines(double left, double top, params string[] lines)
    {
        for (var i = 0; i < lines.Length; i++) Text(lines[i], left, top + i * 12);
        return this;
    }

    public TestPdf Line(double fromX, double fromY, double toX, double toY)
    {
        page.DrawLine(new PdfPoint(fromX, Height - fromY), new PdfPoint(toX, Height - toY), 0.7);
        return this;
    }

    public TestPdf Turned(int degrees)
    {
        page.SetRotation(new UglyToad.PdfPig.Content.PageRotationDegrees(degrees));
        return this;
    }

    public TestPdf Picture(byte[] png, double left, double top, double right, double bottom)
    {
        page.AddPng(png, new PdfRectangle(left, Height - bottom, right, Height - top));
        return this;
    }

    public byte[] Build() => builder.Build();
}
