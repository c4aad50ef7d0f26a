using System.Numerics;
using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Regex;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// Sets of numbers as automata over their plain decimal texts: no exponent, no negative zero, any number of zeros at the end of a fraction. A
/// set always has every such text of its values, so the operations on automata are those on the values, and exact.
/// </summary>
internal static class Decimals
{
    private const string Alphabet = "-.0123456789";

    private static readonly Automaton negativeZeros = RegexCompiler.FullMatch(@"-0(\.0+)?");

    public static Automaton All { get; } = RegexCompiler.FullMatch(@"-?(0|[1-9]\d*)(\.\d+)?").Except(negativeZeros);

    public static Automaton Integers { get; } = RegexCompiler.FullMatch(@"-?(0|[1-9]\d*)(\.0+)?").Except(negativeZeros);

    /// <summary>Texts without a fraction.</summary>
    public static Automaton Whole { get; } = RegexCompiler.FullMatch(@"-?(0|[1-9]\d*)").Except(negativeZeros);

    /// <summary>The one text of each value that has no zero at the end of a fraction.</summary>
    public static Automaton Shortest { get; } = RegexCompiler.FullMatch(@"-?(0|[1-9]\d*)(\.\d*[1-9])?").Except(negativeZeros);

    /// <summary>Every text of JSON, exponents too.</summary>
    public static Automaton Json { get; } = RegexCompiler.FullMatch(@"-?(0|[1-9]\d*)(\.\d+)?([eE][+\-]?\d+)?");

    private static readonly Automaton zeros = RegexCompiler.FullMatch("0*"), zeroFraction = RegexCompiler.FullMatch(@"(\.0+)?");

    public static Automaton Of(IReadOnlyList<PlainNumber> values) => values.Count == 0 ? Automaton.Nothing
        : Words.Of(values.Where(value => value.IsWhole).Select(value => value.ToString())).Then(zeroFraction)
            .Union(Words.Of(values.Where(value => !value.IsWhole).Select(value => value.ToString())).Then(zeros));

    public static Automaton AtLeast(PlainNumber bound) => Compared(bound, order => order >= 0);

    public static Automaton MoreThan(PlainNumber bound) => Compared(bound, order => order > 0);

    public static Automaton AtMost(PlainNumber bound) => Compared(bound, order => order <= 0);

    public static Automaton LessThan(PlainNumber bound) => Compared(bound, order => order < 0);

    /// <summary>Long division of the text by <paramref name="divisor"/>, remainder by remainder.</summary>
    public static Automaton MultiplesOf(PlainNumber divisor)
    {
        if (divisor.Digits * (divisor.Scale + 2) > Automaton.MostStates)
            throw new ConstraintException($"multiples of {divisor} need more than {Automaton.MostStates:N0} states");
        int modulus = (int)divisor.Digits, scale = divisor.Scale;
        return All.Intersect(Exploration.Of((Remainder: 0, Fraction: -1), Alphabet, Step, IsMultiple));

        (int, int)? Step((int Remainder, int Fraction) state, char next) => next switch
        {
            '-' => state,
            '.' => (state.Remainder, 0),
            _ when state.Fraction == scale => next == '0' ? state : null,
            _ => (((state.Remainder * 10) + (next - '0')) % modulus, state.Fraction < 0 ? -1 : state.Fraction + 1),
        };

        bool IsMultiple((int Remainder, int Fraction) state) => state.Remainder * BigInteger.Pow(10, scale - Math.Max(0, state.Fraction)) % modulus == 0;
    }

    /// <summary>
    /// The texts whose value stands to <paramref name="bound"/> in one of the orders wanted: digit by digit, while the texts are as long as the
    /// bound and equal to it so far.
    /// </summary>
    private static Automaton Compared(PlainNumber bound, Func<int, bool> isWanted)
    {
        var (whole, fraction) = bound.Parts;
        return All.Intersect(Exploration.Of(new Comparison(false, 0, 0, -1), Alphabet, Step, state => isWanted(Order(state))));

        Comparison? Step(Comparison state, char next)
        {
            if (next == '-') return state with { IsNegative = true };
            if (next == '.') return state with { Length = 0, Order = WholeOrder(state), Fraction = 0 };
            var digit = next - '0';
            if (state.Fraction < 0)
            {
                var isDecided = state.Order != 0 || state.Length >= whole.Length;
                return state with { Length = Math.Min(state.Length + 1, whole.Length + 1), Order = isDecided ? state.Order : digit.CompareTo(whole[state.Length] - '0') };
            }
            if (state.Order != 0) return state;
            var isBeyond = state.Fraction == fraction.Length;
            var order = digit.CompareTo(isBeyond ? 0 : fraction[state.Fraction] - '0');
            return order != 0 ? state with { Fraction = 0, Order = order } : isBeyond ? state : state with { Fraction = state.Fraction + 1 };
        }

        int WholeOrder(Comparison state) => state.Length == whole.Length ? state.Order : state.Length.CompareTo(whole.Length);

        int Order(Comparison state)
        {
            var magnitude = state.Fraction < 0 ? WholeOrder(state) : state.Order;
            if (magnitude == 0 && Math.Max(0, state.Fraction) < fraction.Length) magnitude = -1;
            bool isNegative = state.IsNegative, isBoundNegative = bound.Digits.Sign < 0;
            return isNegative != isBoundNegative ? isNegative ? -1 : 1 : isNegative ? -magnitude : magnitude;
        }
    }

    /// <param name="Length">Digits before the point so far, at most one more than the bound's.</param>
    /// <param name="Order">How the digits so far compare with as many of the bound.</param>
    /// <param name="Fraction">Digits after the point that equal the bound's, or -1 before the point.</param>
    private readonly record struct Comparison(bool IsNegative, int Length, int Order, int Fraction);
}
