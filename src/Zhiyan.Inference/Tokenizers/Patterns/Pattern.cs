using System.Buffers;

namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>
/// A regular expression over code points, compiled to a table: one look-up for each code point, no backtracking, the same matches as a
/// backtracking engine that tries options in order. Immutable and thread-safe.
/// </summary>
internal sealed class Pattern
{
    private const int MaximumStates = 512;
    private const int Dead = 0;
    private const int Start = 1;

    private readonly CodePointClasses classes;
    private readonly int width;                 // of a row: the classes, and last the end of the text
    private readonly int[] moves;               // [state, class] → next state · 2 + (1 where a match ends before this code point)

    private Pattern(CodePointClasses classes, int[] moves)
    {
        this.classes = classes;
        this.moves = moves;
        width = classes.Count + 1;
    }

    /// <exception cref="FormatException">The pattern is broken, or uses syntax that is not supported.</exception>
    public static Pattern Parse(string pattern)
    {
        var program = new PatternProgram(PatternParser.Parse(pattern));
        return new Pattern(program.Classes, Tabulate(program));
    }

    /// <summary>Adds all matches, found from left to right, and the gaps between them; they cover the text.</summary>
    public void Cut(ReadOnlySpan<char> text, List<Stretch> stretches)
    {
        var walked = ArrayPool<ushort>.Shared.Rent(text.Length);
        walked.AsSpan(0, text.Length).Clear();
        int gap = 0, at = 0;
        while (at < text.Length)
        {
            var end = MatchEnd(text, at, walked);
            if (end <= at)
            {
                at += IsPair(text, at) ? 2 : 1;
                continue;
            }
            if (gap < at) stretches.Add(new Stretch(gap, at, IsMatch: false));
            stretches.Add(new Stretch(at, end, IsMatch: true));
            gap = at = end;
        }
        if (gap < at) stretches.Add(new Stretch(gap, at, IsMatch: false));
        ArrayPool<ushort>.Shared.Return(walked);
    }

    /// <summary>
    /// Where the match that starts at <paramref name="at"/> ends, or −1. <paramref name="walked"/> keeps, for each place, the state in which
    /// an earlier attempt went past it without finding more: coming there again in that state is no use. That keeps <c>\s+$</c> linear.
    /// </summary>
    private int MatchEnd(ReadOnlySpan<char> text, int at, Span<ushort> walked)
    {
        var end = -1;
        for (var state = Start; ;)
        {
            int number, step = 1;
            if (at == text.Length)
            {
                number = width - 1;
            }
            else
            {
                if (walked[at] == state) return end;
                walked[at] = (ushort)state;
                if (IsPair(text, at))
                {
                    number = classes.OfSupplementary(char.ConvertToUtf32(text[at], text[at + 1]));
                    step = 2;
                }
                else
                {
                    number = classes.OfBasic(text[at]);
                }
            }
            var move = moves[state * width + number];
            if ((move & 1) != 0) end = at;
            state = move >> 1;
            if (state == Dead) return end;
            at += step;
        }
    }

    private static bool IsPair(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);

    /// <summary>The subset construction; a state is a list of program places in order of precedence.</summary>
    private static int[] Tabulate(PatternProgram program)
    {
        List<int[]> states = [[], [program.Start]];
        var numbers = new Dictionary<string, int> { [Key([])] = Dead, [Key(states[Start])] = Start };
        List<int> moves = [.. new int[program.End + 1]];
        for (var state = Start; state < states.Count; state++)
        {
            for (var number = 0; number <= program.End; number++)
            {
                var step = new Step(program, number);
                var matched = step.Follow(states[state]);
                var places = step.Places;
                var key = Key(places);
                if (!numbers.TryGetValue(key, out var next))
                {
                    if (states.Count == MaximumStates) throw new FormatException($"it needs more than {MaximumStates} states");
                    numbers[key] = next = states.Count;
                    states.Add([.. places]);
                }
                moves.Add(next * 2 + (matched ? 1 : 0));
            }
        }
        return [.. moves];
    }

    private static string Key(IEnumerable<int> places) => string.Concat(places.Select(place => (char)place));

    /// <summary>One code point read from one state.</summary>
    private sealed class Step(PatternProgram program, int number)
    {
        private readonly HashSet<int> seen = [];

        public List<int> Places { get; } = [];

        /// <summary>True where a match ends here; places of lower precedence are then dropped.</summary>
        public bool Follow(IEnumerable<int> places)
        {
            foreach (var place in places)
                if (Follow(place)) return true;
            return false;
        }

        private bool Follow(int place)
        {
            if (!seen.Add(place)) return false;
            var instruction = program[place];
            switch (instruction.Operation)
            {
                case PatternProgram.Operation.Match:
                    return true;
                case PatternProgram.Operation.Fork:
                    return Follow(instruction.First) || Follow(instruction.Second);
                case PatternProgram.Operation.Consume:
                    if (program.Admits(instruction, number) && !Places.Contains(instruction.First)) Places.Add(instruction.First);
                    return false;
                default:
                    return program.Admits(instruction, number) && Follow(instruction.First);
            }
        }
    }
}

/// <summary>A part of a text, in UTF-16 units, that a pattern matched or passed over.</summary>
internal readonly record struct Stretch(int Start, int End, bool IsMatch);
