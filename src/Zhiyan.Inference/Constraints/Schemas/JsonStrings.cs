using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Regex;
using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// JSON string texts, quotes included. Where the value is free, every escape of RFC 8259 may be written, pairs of surrogates whole. Where the
/// value is held to a language, each character has the form that compact writers give it, so that one key cannot be spelled in two ways:
/// itself, <c>\"</c>, <c>\\</c>, and for controls the short escape or <c>\u00XX</c>.
/// </summary>
internal static class JsonStrings
{
    private const string OneCharacter =
        """([^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u([0-9a-cefA-CEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}))""";

    private static readonly Regular character = new(RegexCompiler.FullMatch(OneCharacter));

    private static readonly Dictionary<int, char> shortEscapes = new() { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };

    public static Regular Any { get; } = new(RegexCompiler.FullMatch($"\"{OneCharacter}*\""));

    public static Expression OfLength(int least, int? most) =>
        (least, most) is (0, null) ? Any : new Concatenation([new Literal("\""), new Repeat(character, least, most), new Literal("\"")]);

    public static Expression Exactly(string value) =>
        value.Any(char.IsControl) ? new Regular(TextsOf(Words.Of(value))) : new Literal($"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"");

    /// <summary>The texts of the values of <paramref name="values"/>.</summary>
    public static Automaton TextsOf(Automaton values)
    {
        // The opening quote is state 0, value state s is s + 1, the end is last but for the states inside escapes, which follow it.
        var states = new List<State> { new(false, [new Transition('"', '"', 1)]) };
        var end = values.States.Count + 1;
        var escapes = new Escapes(end + 1);
        foreach (var state in values.States)
        {
            var transitions = new List<Transition>();
            var escaped = new List<(int CodePoint, int Target)>();
            foreach (var (first, last, target) in state.Transitions)
            {
                foreach (var (from, to) in CodePointSet.Of((Math.Max(first, ' '), last)).Ranges)
                {
                    foreach (var (rawFrom, rawTo) in WithoutQuoteAndBackslash(from, to)) transitions.Add(new Transition(rawFrom, rawTo, target + 1));
                }
                for (var control = first; control <= Math.Min(last, 0x1F); control++) escaped.Add((control, target + 1));
                foreach (var special in (char[])['"', '\\'])
                    if (first <= special && special <= last) escaped.Add((special, target + 1));
            }
            if (state.IsAccepting) transitions.Add(new Transition('"', '"', end));
            if (escaped.Count > 0) transitions.Add(new Transition('\\', '\\', escapes.Of(escaped)));
            states.Add(new State(false, [.. transitions.OrderBy(transition => transition.First)]));
        }
        states.Add(new State(true, []));
        states.AddRange(escapes.States);
        return states.Count > MostStates ? throw TooLarge() : new Automaton(states);
    }

    private static IEnumerable<(int First, int Last)> WithoutQuoteAndBackslash(int first, int last)
    {
        foreach (var special in (char[])['"', '\\'])
        {
            if (special < first || special > last) continue;
            if (first < special) yield return (first, special - 1);
            first = special + 1;
        }
        if (first <= last) yield return (first, last);
    }

    /// <summary>The states after a backslash; value states that escape alike share them.</summary>
    private sealed class Escapes(int firstNumber)
    {
        private readonly Dictionary<string, int> known = [];

        public List<State> States { get; } = [];

        public int Of(List<(int CodePoint, int Target)> escaped)
        {
            var transitions = new List<(int Character, int Target)>();
            var controls = escaped.Where(escape => escape.CodePoint < ' ').ToList();
            foreach (var (codePoint, target) in escaped)
            {
                if (codePoint >= ' ') transitions.Add((codePoint, target));
                else if (shortEscapes.TryGetValue(codePoint, out var letter)) transitions.Add((letter, target));
            }
            if (controls.Count > 0) transitions.Add(('u', State([('0', State([('0', State(HighDigits(controls)))]))])));
            return State(transitions);
        }

        private IEnumerable<(int Character, int Target)> HighDigits(List<(int CodePoint, int Target)> controls) =>
            controls.GroupBy(escape => escape.CodePoint / 16).Select(group => ('0' + group.Key, State(group.SelectMany(LowDigits))));

        private static IEnumerable<(int Character, int Target)> LowDigits((int CodePoint, int Target) control)
        {
            var digit = control.CodePoint % 16;
            if (digit < 10) return [('0' + digit, control.Target)];
            return [('A' + digit - 10, control.Target), ('a' + digit - 10, control.Target)];
        }

        private int State(IEnumerable<(int Character, int Target)> transitions)
        {
            var sorted = transitions.OrderBy(transition => transition.Character).ToList();
            var key = string.Join(',', sorted);
            if (known.TryGetValue(key, out var number)) return number;
            States.Add(new State(false, [.. sorted.Select(transition => new Transition(transition.Character, transition.Character, transition.Target))]));
            return known[key] = firstNumber + States.Count - 1;
        }
    }
}
