namespace Zhiyan.Inference.ToolCalls;

/// <summary>
/// Follows the fenced code blocks of Markdown (CommonMark 0.31 §4.5) through content, one character at a time. Any indentation is allowed,
/// for models fence code inside lists.
/// </summary>
internal sealed class CodeFence
{
    private Line line = Line.Start;
    private char mark;          // of the open fence, or of the run at the start of this line
    private int run;            // marks at the start of this line
    private int opened;         // marks of the open fence; 0 is none

    private enum Line { Start, Marks, Info, Closing, Other }

    /// <summary>The next character is code, or stands on the line that opens a fence.</summary>
    public bool IsInside => opened > 0 || line == Line.Info || (line == Line.Marks && run >= 3);

    /// <summary>Only blanks stand before the next character on its line.</summary>
    public bool AtLineStart => line == Line.Start;

    public void Advance(ReadOnlySpan<char> text)
    {
        foreach (char next in text) Advance(next);
    }

    /// <summary>A call or reasoning stood here: what follows begins a line.</summary>
    public void StartLine() => line = Line.Start;

    private void Advance(char next)
    {
        if (next == '\n')
        {
            EndLine();
            return;
        }
        line = line switch
        {
            Line.Start when next is ' ' or '\t' or '\r' => Line.Start,
            Line.Start when next is '`' or '~' && (opened == 0 || next == mark) => StartRun(next),
            Line.Marks when next == mark => LongerRun(),
            Line.Marks when opened == 0 && run >= 3 => Line.Info,
            Line.Info when next != '`' || mark != '`' => Line.Info,     // a second run of backticks makes it code within the line
            Line.Marks or Line.Closing when opened > 0 && run >= opened && next is ' ' or '\t' or '\r' => Line.Closing,
            _ => Line.Other,
        };
    }

    private Line StartRun(char next)
    {
        mark = next;
        run = 1;
        return Line.Marks;
    }

    private Line LongerRun()
    {
        run++;
        return Line.Marks;
    }

    private void EndLine()
    {
        bool wholeRun = line is Line.Marks or Line.Closing;
        if (opened == 0 && (line == Line.Info || (wholeRun && run >= 3))) opened = run;
        else if (opened > 0 && wholeRun && run >= opened) opened = 0;
        line = Line.Start;
    }
}
