namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>A run of characters on one line with no space in it. For scripts without spaces it is a short run.</summary>
internal sealed record Word(string Text)
{
    /// <summary>On the page as shown.</summary>
    public required Box Shown { get; init; }

    /// <summary>The same turned so that its line is level: what layout looks at.</summary>
    public required Box Level { get; init; }

    public required float Baseline { get; init; }

    /// <summary>Of the font.</summary>
    public required float Size { get; init; }

    public bool Bold { get; init; }

    public bool Monospaced { get; init; }

    /// <summary>Whether the file has a space before it.</summary>
    public bool SpaceBefore { get; init; }

    /// <summary>Where most of a letter's ink is: lines that follow each other closely do not share it.</summary>
    public float CoreTop => Baseline - 0.7f * Size;

    public float Middle => (Level.Left + Level.Right) / 2;
}
