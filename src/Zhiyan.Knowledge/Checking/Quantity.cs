namespace Zhiyan.Knowledge.Checking;

/// <summary>A number of a text, with what kind of number it is.</summary>
/// <param name="Value">A date's is 100 · month + day, with day 0 where none is given; a decade's is its first year.</param>
/// <param name="Text">As it stands in the text.</param>
/// <param name="Unit">The letter or letters that follow it, empty where none do.</param>
internal readonly record struct Quantity(QuantityKind Kind, double Value, string Text, string Unit, int Start, int End)
{
    /// <summary>Whether who reads <paramref name="said"/> may write this one.</summary>
    public bool Follows(Quantity said) => Kind switch
    {
        QuantityKind.Date => said.Kind is QuantityKind.Date && (said.Value == Value || Value % 100 == 0 && Math.Floor(said.Value / 100) == Value / 100),
        QuantityKind.Decade => said.Kind is QuantityKind.Decade && said.Value == Value || said.Kind is QuantityKind.Year && said.Value >= Value && said.Value < Value + 10,
        QuantityKind.Century => said.Kind is QuantityKind.Century && said.Value == Value
            || said.Kind is QuantityKind.Year or QuantityKind.Decade && Math.Floor((said.Value - (said.Kind is QuantityKind.Year ? 1 : 0)) / 100) + 1 == Value,
        QuantityKind.Year or QuantityKind.Number => said.Kind is QuantityKind.Year or QuantityKind.Number && said.Value == Value,
        _ => said.Kind == Kind && said.Value == Value,
    };

    /// <summary>Whether the two are values of the same thing, as far as a number and its unit tell.</summary>
    public bool IsRivalOf(Quantity other) => Kind == other.Kind && Value != other.Value
        && (Kind is not QuantityKind.Number || Unit == other.Unit && Unit.Length > 0);
}

internal enum QuantityKind
{
    Number,
    Percent,
    Year,
    Date,
    Decade,
    Century,
    Ordinal,
}
