using System.Security.Cryptography;
using System.Text;
using PdfSharp.Pdf;
using Zhiyan.Server.Export.Fonts;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>A chat as a PDF: A4, searchable text in embedded fonts, a bookmark for each message.</summary>
internal sealed class PdfTranscript(DocumentFonts fonts) : ITranscriptWriter
{
    private const int BookmarkLength = 60;

    public string MediaType => "application/pdf";

    public string Extension => ".pdf";

    public void Write(Transcript transcript, Stream output)
    {
        var document = new PdfDocument();
        var title = PlainText.Line(transcript.Title);
        document.Language = transcript.Language;
        document.Info.Title = title;
        document.Info.Creator = "Zhiyan 知言";
        document.Info.CreationDate = transcript.Created.UtcDateTime;
        document.Info.ModificationDate = transcript.Created.UtcDateTime;
        document.PageMode = PdfPageMode.UseOutlines;
        document.ViewerPreferences.DisplayDocTitle = true;

        var type = new Typesetter(fonts);
        var flow = new PageFlow(document);
        var blocks = new PdfBlocks(flow, type);
        blocks.Paragraph([new StyledRun(title)], TextStyle.Title);
        flow.Space(4);
        blocks.Paragraph([new StyledRun(PlainText.Time(transcript.Created))], TextStyle.Small);
        flow.Space(10);
        flow.Sheet.Rule(flow.Left, flow.Take(2), 34, 2, Ink.Brand);
        foreach (var turn in transcript.Turns) Write(turn, transcript.Labels, document, blocks, flow);
        flow.EndPage();
        Finish(transcript, title, document, type, flow);
        SetIdentity(transcript, document);
        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        var bytes = file.GetBuffer().AsSpan(0, (int)file.Length);
        XmpPacket.Replace(bytes, title, transcript.Created);
        output.Write(bytes);
    }

    private static void Write(TranscriptTurn turn, TranscriptLabels labels, PdfDocument document, PdfBlocks blocks, PageFlow flow)
    {
        var name = PlainText.Line(turn.Name);
        var isUser = turn.Role == TurnRole.User;
        flow.Space(26);
        flow.Keep(70);
        blocks.NameAndTime(name, isUser ? Ink.Brand : Ink.Text, PlainText.Time(turn.At));
        var bookmark = document.Outlines.Add(PlainText.Line($"{name}: {PlainText.Excerpt(turn.Markdown, BookmarkLength)}"), flow.Page, true);
        bookmark.PageDestinationType = PdfPageDestinationType.Xyz;
        bookmark.Left = 0;
        bookmark.Top = PageSheet.Height - flow.Y + 24;
        flow.Space(5);
        if (!string.IsNullOrWhiteSpace(turn.Reasoning)) blocks.Reasoning(labels.Reasoning, MarkdownTree.Parse(turn.Reasoning));
        if (isUser) blocks.Tinted(MarkdownTree.Parse(turn.Markdown));
        else blocks.Write(MarkdownTree.Parse(turn.Markdown));
        if (turn.Files is not { Count: > 0 } files) return;
        flow.Space(6);
        var list = string.Join("  ·  ", files.Select(file => $"{PlainText.Line(file.Name)} ({PlainText.Size(file.Bytes)})"));
        blocks.Paragraph([new StyledRun(labels.Files + "  ", Emphasis.Strong), new StyledRun(list)], TextStyle.Small);
    }

    /// <summary>Footers, which need the number of pages, and the fonts, which need all text.</summary>
    private static void Finish(Transcript transcript, string title, PdfDocument document, Typesetter type, PageFlow flow)
    {
        var shortTitle = type.Set(PlainText.Excerpt(title, 40), TextStyle.Small).Lines(PageFlow.FullWidth * 0.7)[0];
        for (var index = 0; index < flow.Pages.Count; index++)
        {
            var footer = new PageSheet();
            var number = type.Set(string.Format(null, transcript.Labels.Page, index + 1, flow.Pages.Count), TextStyle.Small).Lines(PageFlow.FullWidth)[0];
            var left = (PageSheet.Width - PageFlow.FullWidth) / 2;
            if (index > 0) footer.Draw(shortTitle, left, PageSheet.Height - 42);
            footer.Draw(number, left + PageFlow.FullWidth - number.Width, PageSheet.Height - 42);
            ((PdfArray)flow.Pages[index].Elements["/Contents"]!).Elements.Add(PdfFace.Stream(document, footer.Content()).Reference!);
        }
        var resources = type.Resources(document);
        foreach (var page in flow.Pages) page.Elements.SetReference("/Resources", resources);
    }

    /// <summary>A PDF names itself; ours takes the name from what it was made of, so that the same chat gives the same file.</summary>
    private static void SetIdentity(Transcript transcript, PdfDocument document)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(transcript.Title));
        foreach (var turn in transcript.Turns) hash.AppendData(Encoding.UTF8.GetBytes(turn.Markdown));
        var identity = string.Concat(hash.GetHashAndReset().Take(16).Select(value => (char)value));
        document.Internals.FirstDocumentID = identity;
        document.Internals.SecondDocumentID = identity;
    }
}
