namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>A point of a page or picture, from its top left.</summary>
internal readonly record struct Corner(float X, float Y)
{
    public static Corner operator +(Corner a, Corner b) => new(a.X + b.X, a.Y + b.Y);

    public static Corner operator -(Corner a, Corner b) => new(a.X - b.X, a.Y - b.Y);

    public static Corner operator *(Corner a, float factor) => new(a.X * factor, a.Y * factor);

    public float Length => MathF.Sqrt(X * X + Y * Y);

    /// <summary>Turned by this many radians, clockwise as seen.</summary>
    public Corner Turned(float angle)
    {
        var (sine, cosine) = MathF.SinCos(angle);
        return new Corner(X * cosine - Y * sine, X * sine + Y * cosine);
    }
}
