namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>A state of a <see cref="TransitionNetwork"/>, and what leads on from it.</summary>
internal sealed class NetworkState
{
    public List<ByteEdge> Bytes { get; } = [];

    /// <summary>Without reading anything.</summary>
    public List<int> Empties { get; } = [];

    public List<Call> Calls { get; } = [];

    public List<TokenEdge> Tokens { get; } = [];

    /// <summary>A rule ends here.</summary>
    public bool IsFinal { get; set; }

    /// <summary>A rule ends here and does nothing else, so a call that returns here need not return.</summary>
    public bool IsTail => IsFinal && Bytes.Count == 0 && Empties.Count == 0 && Calls.Count == 0 && Tokens.Count == 0;

    /// <summary>Reads something.</summary>
    public bool Consumes => Bytes.Count > 0 || Tokens.Count > 0;

    /// <summary>Reads so many bytes that most tokens begin with one of them.</summary>
    public bool ReadsMuch => Bytes.Sum(edge => edge.Last - edge.First + 1) > 64;

    /// <summary>The one state that this stands for, if all it does is lead there; else −1.</summary>
    public int StandsFor => Empties.Count == 1 && !IsFinal && !Consumes && Calls.Count == 0 ? Empties[0] : -1;

    /// <summary>Reads one byte of a range.</summary>
    public readonly record struct ByteEdge(byte First, byte Last, int Target);

    /// <summary>Reads a text of the rule that begins at <paramref name="Start"/>, then goes on at <paramref name="Return"/>.</summary>
    public readonly record struct Call(int Start, int Return);

    /// <summary>Reads one token by its id or, negated, any token of text but that.</summary>
    public readonly record struct TokenEdge(int Token, bool IsNegated, int Target);
}
