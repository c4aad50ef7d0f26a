using PdfSharp.Pdf;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>Fills pages from top to bottom. What is open when a page ends, a panel behind a code block or the bar of a quote, goes on at the top of the next.</summary>
internal sealed class PageFlow
{
    private const double SideMargin = 70;
    private const double Top = 70;
    private const double Bottom = PageSheet.Height - 78;
    private const double NarrowestFrame = 120;

    private readonly PdfDocument document;
    private readonly List<Panel> panels = [];
    private double pending;
    private bool isFresh;

    public PageFlow(PdfDocument document)
    {
        this.document = document;
        (Sheet, Page) = StartPage();
    }

    public static double FullWidth => PageSheet.Width - 2 * SideMargin;

    public static double FullHeight => Bottom - Top;

    public List<PdfPage> Pages { get; } = [];

    public PageSheet Sheet { get; private set; }

    public PdfPage Page { get; private set; }

    public double Y { get; private set; } = Top;

    public double Left { get; private set; } = SideMargin;

    public double Width { get; private set; } = FullWidth;

    public double Remaining => Bottom - Y - pending;

    /// <summary>A gap before what comes next; of two gaps the larger counts, and none is at the top of a page or panel.</summary>
    public void Space(double height) => pending = isFresh ? 0 : Math.Max(pending, height);

    /// <summary>Goes to the next page where less than this is left of the current one.</summary>
    public void Keep(double height)
    {
        if (height > Remaining && Y > Top) NextPage();
    }

    /// <summary>Takes the next slice of the page and returns its top.</summary>
    public double Take(double height)
    {
        Keep(height);
        if (Y > Top) Y += pending;
        (pending, isFresh) = (0, false);
        var top = Y;
        Y += height;
        return top;
    }

    /// <summary>Moves the left edge; what is nested deeper than a page can show stays where it is. Returns how far it moved, for moving back.</summary>
    public double Indent(double wanted)
    {
        var moved = Math.Max(0, Math.Min(wanted, Width - NarrowestFrame));
        Left += moved;
        Width -= moved;
        return moved;
    }

    public void Outdent(double moved)
    {
        Left -= moved;
        Width += moved;
    }

    public void OpenPanel(Ink? fill, Ink? bar, double padding)
    {
        Take(0);
        panels.Add(new Panel(fill, bar, padding, Left, Width) { From = Y, Reserved = Sheet.ReservePanel() });
        Take(padding);
        isFresh = true;
    }

    public void ClosePanel()
    {
        // The gap after the last block inside is outside.
        pending = 0;
        Take(panels[^1].Padding);
        Paint(panels[^1]);
        panels.RemoveAt(panels.Count - 1);
    }

    public void NextPage()
    {
        foreach (var panel in panels) Paint(panel);
        EndPage();
        (Sheet, Page) = StartPage();
        Y = Top;
        pending = 0;
        foreach (var panel in panels)
        {
            panel.From = Y;
            panel.Reserved = Sheet.ReservePanel();
        }
    }

    public void EndPage()
    {
        var content = PdfFace.Stream(document, Sheet.Content());
        Page.Elements["/Contents"] = new PdfArray(document, content.Reference!);
        foreach (var link in Sheet.Links)
        {
            var area = new PdfRectangle(new PdfSharp.Drawing.XRect(link.Left, PageSheet.Height - link.Bottom, link.Right - link.Left, link.Bottom - link.Top));
            Page.AddWebLink(area, link.Target.AbsoluteUri);
        }
    }

    private (PageSheet, PdfPage) StartPage()
    {
        var page = document.AddPage();
        page.Width = PdfSharp.Drawing.XUnit.FromPoint(PageSheet.Width);
        page.Height = PdfSharp.Drawing.XUnit.FromPoint(PageSheet.Height);
        Pages.Add(page);
        return (new PageSheet(), page);
    }

    private void Paint(Panel panel)
    {
        if (Y <= panel.From) return;
        if (panel.Fill is { } fill) Sheet.FillPanel(panel.Reserved, PageSheet.Rectangle(panel.Left, panel.From, panel.Width, Y - panel.From, fill));
        if (panel.Bar is { } bar) Sheet.FillPanel(panel.Reserved, PageSheet.Rectangle(panel.Left, panel.From, 2, Y - panel.From, bar));
    }

    private sealed record Panel(Ink? Fill, Ink? Bar, double Padding, double Left, double Width)
    {
        public double From { get; set; }

        public int Reserved { get; set; }
    }
}
