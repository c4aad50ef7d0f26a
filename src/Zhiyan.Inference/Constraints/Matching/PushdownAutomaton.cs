using Zhiyan.Inference.Constraints.Networks;

namespace Zhiyan.Inference.Constraints.Matching;

/// <summary>
/// Runs a network over bytes. Every configuration it comes to is kept with what follows it, so that a byte seen before costs two loads. Finding a
/// new one takes the lock; a text needs none where all is known.
/// </summary>
internal sealed class PushdownAutomaton
{
    /// <summary>Calls within one another. What would go deeper does not match.</summary>
    public const int MostNested = 1000;

    private const int MostKept = 20_000;
    private const long MostWork = 20_000_000;

    private readonly TransitionNetwork network;
    private readonly byte[] classes;
    private readonly Configuration dead;
    private readonly int[] slots;                               // of each state in pending, or −1
    private readonly List<StackSet.Entry> pending = [];         // entries of the configuration in the making
    private readonly Queue<int> unfollowed = new();             // slots
    private StackSets sets = new();
    private Dictionary<StackSet, Configuration> configurations = [];
    private Configuration? start;

    public PushdownAutomaton(TransitionNetwork network)
    {
        this.network = network;
        classes = network.Classes.ToArray();
        slots = new int[network.States.Length];
        Array.Fill(slots, -1);
        dead = new Configuration(StackSet.Nothing, 0, readsTokens: false);
    }

    public Lock Lock { get; } = new();

    /// <summary>Counts up when what was found is forgotten, because it became too much.</summary>
    public int Generation { get; private set; }

    public Configuration Start
    {
        get
        {
            lock (Lock)
            {
                BeginWork();
                return start ??= Closed(network.Start, sets.Push(TransitionNetwork.Complete, StackSet.Nothing));
            }
        }
    }

    /// <summary>What follows a byte; dead if it fits nowhere.</summary>
    public Configuration Next(Configuration from, byte value)
    {
        if (from.IsDead) return dead;
        int byteClass = classes[value];
        return from.After(byteClass) ?? Find(from, byteClass);
    }

    /// <summary>What follows a token of text: of its bytes, or of an edge that reads it whole.</summary>
    /// <param name="bytes">Empty for a control token, which is no text.</param>
    public Configuration Next(Configuration from, int token, ReadOnlySpan<byte> bytes)
    {
        var after = bytes.IsEmpty ? dead : from;
        for (var at = 0; at < bytes.Length && !after.IsDead; at++)
        {
            if (after.After(classes[bytes[at]]) is not { } known) return NextFound(from, token, bytes);
            after = known;
        }
        return from.ReadsTokens ? NextFound(from, token, bytes) : after;
    }

    /// <summary>
    /// States with nothing known of what lies beneath them: what follows up to their end is the same wherever they stand. Others may
    /// represent them that are alike for <paramref name="reach"/> bytes.
    /// </summary>
    public Configuration Local(IEnumerable<int> states, out int reach)
    {
        var alike = network.Alike;
        int[] represented = alike is null ? [.. states.Order()] : [.. states.Select(alike.FirstLike).Distinct().Order()];
        reach = alike is null || alike.IsExact || !represented.Any(alike.IsShared) ? int.MaxValue : StateClasses.Reach;
        var bottom = sets.Push(TransitionNetwork.Returned, StackSet.Nothing);
        return Configured(sets.Of([.. represented.Select(state => new StackSet.Entry(state, bottom))]));
    }

    public NetworkState StateOf(StackSet.Entry entry) => network.States[entry.State];

    /// <summary>Called with the lock held before a piece of work of bounded size; forgets what was found where that became too much.</summary>
    public void BeginWork()
    {
        sets.Work = 0;
        if (configurations.Count <= MostKept && sets.Count <= 10 * MostKept) return;
        sets = new StackSets();
        configurations = [];
        start = null;
        Generation++;
    }

    private Configuration Find(Configuration from, int byteClass)
    {
        lock (Lock)
        {
            if (from.After(byteClass) is { } known) return known;
            var value = network.SampleOf(byteClass);
            foreach (var entry in from.Stacks.Entries)
                foreach (var edge in StateOf(entry).Bytes)
                    if (edge.First <= value && value <= edge.Last) Reach(edge.Target, entry.Below);
            var found = Closed();
            from.Keep(byteClass, found);
            return found;
        }
    }

    private Configuration NextFound(Configuration from, int token, ReadOnlySpan<byte> bytes)
    {
        lock (Lock)
        {
            BeginWork();
            var after = bytes.IsEmpty ? dead : from;
            foreach (var value in bytes) after = Next(after, value);
            if (!from.ReadsTokens) return after;
            foreach (var entry in after.Stacks.Entries) Reach(entry.State, entry.Below);
            foreach (var entry in from.Stacks.Entries)
                foreach (var edge in StateOf(entry).Tokens)
                    if (edge.IsNegated ? !bytes.IsEmpty && edge.Token != token : edge.Token == token) Reach(edge.Target, entry.Below);
            return Closed();
        }
    }

    private Configuration Closed(int state, StackSet below)
    {
        Reach(state, below);
        return Closed();
    }

    /// <summary>A state comes into the configuration in the making, or what lies beneath it grows.</summary>
    private void Reach(int state, StackSet below)
    {
        if (++sets.Work > MostWork) throw TooAmbiguous();
        var slot = slots[state];
        if (slot < 0)
        {
            slots[state] = slot = pending.Count;
            pending.Add(new StackSet.Entry(state, below));
        }
        else
        {
            var merged = sets.Union(pending[slot].Below, below);
            if (ReferenceEquals(merged, pending[slot].Below)) return;
            pending[slot] = new StackSet.Entry(state, merged);
        }
        unfollowed.Enqueue(slot);
    }

    /// <summary>Follows every edge that reads nothing; the states that read something are the configuration.</summary>
    private Configuration Closed()
    {
        while (unfollowed.TryDequeue(out var slot))
        {
            var (state, below) = pending[slot];
            var edges = network.States[state];
            foreach (var target in edges.Empties) Reach(target, below);
            foreach (var call in edges.Calls)
            {
                if (network.States[call.Return].IsTail) Reach(call.Start, below);
                else if (below.Height < MostNested) Reach(call.Start, sets.Push(call.Return, below));
            }
            if (!edges.IsFinal) continue;
            foreach (var caller in below.Entries) Reach(caller.State, caller.Below);
        }
        StackSet.Entry[] entries = [.. pending.Where(IsKept).OrderBy(entry => entry.State)];
        Forget();
        return Configured(sets.Of(entries));
    }

    private bool IsKept(StackSet.Entry entry) => entry.State is TransitionNetwork.Complete or TransitionNetwork.Returned || StateOf(entry).Consumes;

    private Configuration Configured(StackSet stacks)
    {
        if (stacks.Entries.Length == 0) return dead;
        if (configurations.TryGetValue(stacks, out var known)) return known;
        var readsTokens = false;
        foreach (var entry in stacks.Entries) readsTokens |= StateOf(entry).Tokens.Count > 0;
        return configurations[stacks] = new Configuration(stacks, network.ClassCount, readsTokens);
    }

    private void Forget()
    {
        foreach (var entry in pending) slots[entry.State] = -1;
        pending.Clear();
        unfollowed.Clear();
    }

    private ConstraintException TooAmbiguous()
    {
        Forget();
        return new ConstraintException("the grammar is too ambiguous: there are too many ways to read the reply so far; make its alternatives differ sooner.");
    }
}
