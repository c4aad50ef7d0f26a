using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>A rectangle about a line of text, at any angle. <paramref name="Along"/> is the unit vector in which the line reads.</summary>
internal readonly record struct TextBox(Corner Centre, Corner Along, float Width, float Height)
{
    /// <summary>Clockwise as seen, a quarter turn from <see cref="Along"/>.</summary>
    public Corner Down => new(-Along.Y, Along.X);

    /// <summary>In radians, clockwise as seen; 0 is a line that reads to the right.</summary>
    public float Angle => MathF.Atan2(Along.Y, Along.X);

    public Corner TopLeft => At(0, 0);

    /// <summary>The point at these shares of the width and height.</summary>
    public Corner At(float across, float down) => Centre + Along * ((across - 0.5f) * Width) + Down * ((down - 0.5f) * Height);

    public TextBox Reversed => this with { Along = Along * -1 };

    /// <summary>The upright rectangle about the part between two shares of the width.</summary>
    public Box Bounds(float from = 0, float to = 1)
    {
        Corner[] corners = [At(from, 0), At(to, 0), At(to, 1), At(from, 1)];
        return new Box(corners.Min(corner => corner.X), corners.Min(corner => corner.Y), corners.Max(corner => corner.X), corners.Max(corner => corner.Y));
    }
}
