using System.Text;

namespace Zhiyan.Knowledge.Reading;

/// <summary>The words of one block while they are gathered: white space becomes one space, none stands at an end, and links know where they begin and end.</summary>
internal sealed class RunningText
{
    private readonly StringBuilder text = new();
    private readonly List<Link> links = [];
    private bool spaceIsDue;

    public int Length => text.Length;

    public bool IsEmpty => text.Length == 0;

    public IReadOnlyList<Link> Links => links;

    /// <summary>Where the next word will stand.</summary>
    public int Next => text.Length + (spaceIsDue && text.Length > 0 ? 1 : 0);

    public void Append(string words)
    {
        foreach (var character in words) Append(character);
    }

    /// <summary>A line's end that is part of the text, as in an address.</summary>
    public void BreakLine()
    {
        spaceIsDue = false;
        if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
    }

    public void AddLink(int start, string target)
    {
        if (start < text.Length) links.Add(new Link(start, text.Length, target));
    }

    public void Clear()
    {
        text.Clear();
        links.Clear();
        spaceIsDue = false;
    }

    public override string ToString() => text.ToString().TrimEnd();

    private void Append(char character)
    {
        // Characters of no width only tell a browser where it may break a line.
        if (character is '\u200b' or '\ufeff' or '\u00ad' or '\0') return;
        if (character is ' ' or '\t' or '\r' or '\n' or '\f' or '\v' or '\u00a0')
        {
            spaceIsDue = true;
            return;
        }
        if (spaceIsDue && text.Length > 0 && text[^1] != '\n') text.Append(' ');
        spaceIsDue = false;
        text.Append(character);
    }
}
