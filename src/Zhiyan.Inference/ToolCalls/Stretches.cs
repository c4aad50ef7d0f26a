using System.Text;

namespace Zhiyan.Inference.ToolCalls;

/// <summary>
/// Joins the stretches of one kind of text: each trimmed at both ends, empty ones dropped, one newline between. Blanks are held back until text
/// follows them.
/// </summary>
internal sealed class Stretches(Func<string, ReplyPart> part)
{
    private readonly StringBuilder ready = new();
    private readonly StringBuilder blanks = new();
    private bool hasText;
    private bool isOpen;

    public void Write(ReadOnlySpan<char> text)
    {
        if (!isOpen) text = text.TrimStart();
        var solid = text.TrimEnd();
        if (solid.Length > 0)
        {
            if (!isOpen && hasText) ready.Append('\n');
            ready.Append(blanks).Append(solid);
            blanks.Clear();
            isOpen = hasText = true;
        }
        blanks.Append(text[solid.Length..]);
    }

    /// <summary>Ends the stretch.</summary>
    public void Break()
    {
        blanks.Clear();
        isOpen = false;
    }

    /// <summary>Hands over what is ready.</summary>
    public void Flush(ICollection<ReplyPart> output)
    {
        if (ready.Length == 0) return;
        output.Add(part(ready.ToString()));
        ready.Clear();
    }
}
