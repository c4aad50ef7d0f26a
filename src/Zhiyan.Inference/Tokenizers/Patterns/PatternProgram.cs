namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>
/// A pattern as a list of instructions, in which a set of places to be in is all that a matcher must remember (Thompson 1968; Pike's order of
/// threads gives the first option precedence).
/// </summary>
internal sealed class PatternProgram
{
    private const int MaximumLength = 1024;

    private readonly List<Instruction> instructions = [];
    private readonly List<CharacterSet> sets = [];
    private int emitted;

    public PatternProgram(Node pattern)
    {
        var match = Add(new Instruction(Operation.Match, 0, 0));
        Start = Emit(pattern, match);
        Classes = new CodePointClasses(sets);
    }

    public enum Operation { Consume, Peek, PeekOrEnd, Fork, Match }

    public int Start { get; }

    public CodePointClasses Classes { get; }

    /// <summary>The class number that stands for the end of the text.</summary>
    public int End => Classes.Count;

    public Instruction this[int index] => instructions[index];

    public bool Admits(Instruction instruction, int number) =>
        number == End ? instruction.Operation == Operation.PeekOrEnd : Classes.IsIn(number, instruction.Set);

    /// <summary>Emits backwards: <paramref name="next"/> is where the node goes on; the answer is where it begins.</summary>
    private int Emit(Node node, int next)
    {
        // Counted apart from the instructions, since a repeat of nothing adds none.
        if (++emitted > MaximumLength) throw new FormatException($"it is longer than {MaximumLength} parts");
        switch (node)
        {
            case Node.One one:
                return Add(new Instruction(Operation.Consume, next, 0, SetNumber(one.Set)));
            case Node.Ahead ahead:
                return Add(new Instruction(ahead.OrEnd ? Operation.PeekOrEnd : Operation.Peek, next, 0, SetNumber(ahead.Set)));
            case Node.Sequence sequence:
                for (var part = sequence.Parts.Count - 1; part >= 0; part--) next = Emit(sequence.Parts[part], next);
                return next;
            case Node.Choice choice:
                var entry = Emit(choice.Options[^1], next);
                for (var option = choice.Options.Count - 2; option >= 0; option--)
                    entry = Fork(Emit(choice.Options[option], next), entry, lazy: false);
                return entry;
            case Node.Repeat repeat:
                return EmitRepeat(repeat, next);
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private int EmitRepeat(Node.Repeat repeat, int next)
    {
        var entry = next;
        if (repeat.Most is { } most)
        {
            for (var optional = repeat.Least; optional < most; optional++) entry = Fork(Emit(repeat.Body, entry), next, repeat.Lazy);
        }
        else
        {
            entry = Add(default);
            instructions[entry] = instructions[Fork(Emit(repeat.Body, entry), next, repeat.Lazy)];
        }
        for (var required = 0; required < repeat.Least; required++) entry = Emit(repeat.Body, entry);
        return entry;
    }

    private int Fork(int body, int past, bool lazy) =>
        Add(lazy ? new Instruction(Operation.Fork, past, body) : new Instruction(Operation.Fork, body, past));

    private int Add(Instruction instruction)
    {
        if (instructions.Count == MaximumLength) throw new FormatException($"it is longer than {MaximumLength} instructions");
        instructions.Add(instruction);
        return instructions.Count - 1;
    }

    private int SetNumber(CharacterSet set)
    {
        var number = sets.IndexOf(set);
        if (number >= 0) return number;
        sets.Add(set);
        return sets.Count - 1;
    }

    /// <summary>Goes on at <paramref name="First"/>, a fork at <paramref name="Second"/> too.</summary>
    public readonly record struct Instruction(Operation Operation, int First, int Second, int Set = 0);
}
