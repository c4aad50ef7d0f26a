using System.Globalization;
using System.Text;
using Markdig.Syntax;

namespace Zhiyan.Server.Export;

/// <summary>A chat as Markdown for people to read: a head with title and date, a heading for each message, and the messages as they were typed.</summary>
internal sealed class MarkdownTranscript : ITranscriptWriter
{
    public string MediaType => "text/markdown; charset=utf-8";

    public string Extension => ".md";

    public void Write(Transcript transcript, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("---");
        writer.WriteLine($"title: {Quoted(transcript.Title)}");
        writer.WriteLine($"date: {transcript.Created.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)}");
        writer.WriteLine($"lang: {Quoted(transcript.Language)}");
        writer.WriteLine("---");
        foreach (var turn in transcript.Turns) Write(turn, transcript.Labels, writer);
    }

    private static void Write(TranscriptTurn turn, TranscriptLabels labels, StreamWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine($"## {PlainText.Line(turn.Name)}");
        writer.WriteLine();
        if (!string.IsNullOrWhiteSpace(turn.Reasoning))
        {
            writer.WriteLine($"> **{labels.Reasoning}**");
            writer.WriteLine(">");
            foreach (var line in turn.Reasoning.ReplaceLineEndings("\n").Split('\n')) writer.WriteLine(line.Length == 0 ? ">" : $"> {line}");
            writer.WriteLine();
        }
        writer.WriteLine(turn.Markdown);
        // An answer that was stopped inside a code block would take all that follows with it.
        if (MarkdownTree.Parse(turn.Markdown).LastChild is FencedCodeBlock { ClosingFencedCharCount: 0, OpeningFencedCharCount: > 0 } open)
            writer.WriteLine(new string(open.FencedChar, open.OpeningFencedCharCount));
        if (turn.Files is not { Count: > 0 } files) return;
        writer.WriteLine();
        writer.WriteLine($"**{labels.Files}**");
        writer.WriteLine();
        foreach (var file in files) writer.WriteLine($"- {PlainText.Line(file.Name)} ({PlainText.Size(file.Bytes)})");
    }

    /// <summary>A string of YAML.</summary>
    private static string Quoted(string text) =>
        $"\"{PlainText.Line(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
