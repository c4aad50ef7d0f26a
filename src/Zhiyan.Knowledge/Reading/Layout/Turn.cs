namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Turns a page so that text at this angle is level.</summary>
/// <param name="angle">In radians, clockwise as seen, of the direction in which the text reads.</param>
internal readonly struct Turn(float angle)
{
    private readonly (float Sine, float Cosine) by = Rounded(angle);

    public bool IsNone => by.Cosine == 1;

    /// <summary>Where a point of the shown page lies on the turned one.</summary>
    public Corner Level(Corner shown) => new(shown.X * by.Cosine + shown.Y * by.Sine, shown.Y * by.Cosine - shown.X * by.Sine);

    /// <summary>Quarter turns are exact.</summary>
    private static (float, float) Rounded(float angle)
    {
        var (sine, cosine) = MathF.SinCos(angle);
        return MathF.Abs(sine) < 1e-3f ? (0, MathF.Sign(cosine)) : MathF.Abs(cosine) < 1e-3f ? (MathF.Sign(sine), 0) : (sine, cosine);
    }
}
