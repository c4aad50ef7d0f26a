using System.Globalization;

namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>
/// A set of code points, made of ranges and Unicode categories. Between two neighbouring borders membership depends on the category alone,
/// which is what lets a whole alphabet shrink to a handful of classes.
/// </summary>
internal abstract record CharacterSet
{
    /// <summary><c>\s</c>: White_Space, which is the separators and seven control characters.</summary>
    public static readonly CharacterSet WhiteSpace = new Union(
    [
        Of(UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator),
        new Range('\t', '\r'), One(0x85),
    ]);

    /// <summary><c>\d</c>.</summary>
    public static readonly CharacterSet Digits = Of(UnicodeCategory.DecimalDigitNumber);

    /// <summary><c>\w</c>: letters, marks, digits, letter-like numbers and connectors.</summary>
    public static readonly CharacterSet Word = new Union([
        Of(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.ConnectorPunctuation),
        UnicodeProperty.Find("L")!, UnicodeProperty.Find("M")!]);

    public abstract bool Contains(int codePoint, UnicodeCategory category);

    /// <summary>Adds the code points at which membership may change although the category does not.</summary>
    public abstract void AddBorders(ISet<int> borders);

    public static CharacterSet One(int codePoint) => new Range(codePoint, codePoint);

    public static CharacterSet Of(params ReadOnlySpan<UnicodeCategory> categories)
    {
        uint mask = 0;
        foreach (var category in categories) mask |= 1u << (int)category;
        return new Categories(mask);
    }

    public sealed record Range(int First, int Last) : CharacterSet
    {
        public override bool Contains(int codePoint, UnicodeCategory category) => codePoint >= First && codePoint <= Last;

        public override void AddBorders(ISet<int> borders)
        {
            borders.Add(First);
            borders.Add(Last + 1);
        }
    }

    public sealed record Categories(uint Mask) : CharacterSet
    {
        public override bool Contains(int codePoint, UnicodeCategory category) => (Mask >> (int)category & 1) != 0;

        public override void AddBorders(ISet<int> borders) { }
    }

    public sealed record Union(IReadOnlyList<CharacterSet> Parts) : CharacterSet
    {
        public override bool Contains(int codePoint, UnicodeCategory category)
        {
            foreach (var part in Parts)
                if (part.Contains(codePoint, category)) return true;
            return false;
        }

        public override void AddBorders(ISet<int> borders)
        {
            foreach (var part in Parts) part.AddBorders(borders);
        }
    }

    public sealed record Both(CharacterSet First, CharacterSet Second) : CharacterSet
    {
        public override bool Contains(int codePoint, UnicodeCategory category) =>
            First.Contains(codePoint, category) && Second.Contains(codePoint, category);

        public override void AddBorders(ISet<int> borders)
        {
            First.AddBorders(borders);
            Second.AddBorders(borders);
        }
    }

    public sealed record Not(CharacterSet Inner) : CharacterSet
    {
        public override bool Contains(int codePoint, UnicodeCategory category) => !Inner.Contains(codePoint, category);

        public override void AddBorders(ISet<int> borders) => Inner.AddBorders(borders);
    }
}
