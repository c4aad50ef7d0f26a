using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Scheduling;

/// <summary>Watches where a reply's reasoning begins and ends, and ends it when its budget is used up. Owned by one sequence.</summary>
internal sealed class ReasoningGuard
{
    private readonly int[] start, end;
    private readonly int? budget;
    private readonly Queue<int> forced = [];
    private readonly List<int> tail = [];       // the last tokens, as many as the longer mark has
    private int thought;
    private int made;

    public ReasoningGuard(Reasoning reasoning, Tokenizer tokenizer)
    {
        start = tokenizer.Encode(reasoning.StartText, SpecialTokens.Parse, addBosEos: false);
        end = tokenizer.Encode(reasoning.EndText, SpecialTokens.Parse, addBosEos: false);
        budget = reasoning.Budget;
        IsOpen = reasoning.IsOpen;
        ForceIfSpent();
    }

    /// <summary>What comes now is thought and not answer.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The token that must come next, whatever the model would say; null for free choice.</summary>
    public int? Forced => forced.TryPeek(out var token) ? token : null;

    public void Accept(int token)
    {
        made++;
        if (forced.Count > 0) forced.Dequeue();
        tail.Add(token);
        if (tail.Count > Math.Max(start.Length, end.Length)) tail.RemoveAt(0);
        if (IsOpen)
        {
            if (EndsWith(end)) (IsOpen, thought) = (false, 0);
            else if (forced.Count == 0)
            {
                thought++;
                ForceIfSpent();
            }
        }
        else if (made == start.Length && EndsWith(start))
        {
            IsOpen = true;
            ForceIfSpent();
        }
    }

    private void ForceIfSpent()
    {
        if (!IsOpen || budget is not { } most || thought < most) return;
        foreach (var token in end) forced.Enqueue(token);
    }

    private bool EndsWith(int[] mark) => tail.Count >= mark.Length && tail.TakeLast(mark.Length).SequenceEqual(mark);
}
