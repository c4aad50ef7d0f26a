namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>A straight line drawn on the page, level or upright, in level coordinates.</summary>
/// <param name="At">Its place across its direction.</param>
internal readonly record struct Ruling(bool IsLevel, float At, float From, float To)
{
    public bool Covers(float place, float slack = 1.5f) => place >= From - slack && place <= To + slack;
}
