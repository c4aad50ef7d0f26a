using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>The automaton of a machine told by its steps over a few characters.</summary>
internal static class Exploration
{
    /// <param name="step">The state after a character, or null where the text ends in nothing.</param>
    public static Automaton Of<T>(T start, string alphabet, Func<T, char, T?> step, Func<T, bool> accepts)
        where T : struct
    {
        var characters = alphabet.Order().ToList();
        var numbers = new Dictionary<T, int> { [start] = 0 };
        var found = new List<T> { start };
        var states = new List<State>();
        for (var at = 0; at < found.Count; at++)
        {
            var transitions = new List<Transition>();
            foreach (var character in characters)
            {
                if (step(found[at], character) is not { } next) continue;
                if (!numbers.TryGetValue(next, out var number))
                {
                    if (found.Count >= MostStates) throw TooLarge();
                    numbers[next] = number = found.Count;
                    found.Add(next);
                }
                transitions.Add(new Transition(character, character, number));
            }
            states.Add(new State(accepts(found[at]), transitions));
        }
        return Minimization.Of(states);
    }
}
