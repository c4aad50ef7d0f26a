namespace Zhiyan.Server.Export.Pdf;

/// <summary>How a paragraph is set: size and leading in points, colour and weight.</summary>
internal sealed record TextStyle(double Size, double Leading, Ink Ink, bool Bold = false, bool Mono = false)
{
    public static readonly TextStyle Body = new(10.5, 17.5, Ink.Text);
    public static readonly TextStyle Title = new(22, 31, Ink.Text, Bold: true);
    public static readonly TextStyle Small = new(8.5, 13, Ink.Soft);
    public static readonly TextStyle Name = new(9.5, 15, Ink.Text, Bold: true);
    public static readonly TextStyle Reasoning = new(9, 15, Ink.Soft);
    public static readonly TextStyle Code = new(8.8, 13.6, Ink.Text, Mono: true);
    public static readonly TextStyle Cell = new(9.5, 15, Ink.Text);

    public static TextStyle Heading(int level) => level switch
    {
        1 => new TextStyle(16, 24, Ink.Text, Bold: true),
        2 => new TextStyle(13.5, 21, Ink.Text, Bold: true),
        3 => new TextStyle(11.5, 18.5, Ink.Text, Bold: true),
        _ => new TextStyle(10.5, 17.5, Ink.Text, Bold: true),
    };
}

/// <summary>The few colours of a document.</summary>
internal sealed record Ink(byte Red, byte Green, byte Blue)
{
    public static readonly Ink Text = new(0x24, 0x21, 0x1e);
    public static readonly Ink Soft = new(0x7a, 0x73, 0x6b);
    public static readonly Ink Brand = new(0xb2, 0x3a, 0x2b);
    public static readonly Ink Link = new(0x8c, 0x2f, 0x24);
    public static readonly Ink Rule = new(0xdd, 0xd6, 0xcd);
    public static readonly Ink Shade = new(0xf5, 0xf2, 0xee);
    public static readonly Ink Tint = new(0xfb, 0xf7, 0xf3);

    public override string ToString() => FormattableString.Invariant($"{Red / 255.0:0.###} {Green / 255.0:0.###} {Blue / 255.0:0.###}");
}
