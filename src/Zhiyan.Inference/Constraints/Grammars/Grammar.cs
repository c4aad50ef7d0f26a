namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>
/// A context-free grammar over Unicode code points: named rules, and the one that a whole text must match. What every form of constraint is
/// compiled to before tokens come into it. Immutable.
/// </summary>
public sealed record Grammar(IReadOnlyDictionary<string, Expression> Rules, string Root);

/// <summary>A right-hand side of a rule.</summary>
public abstract record Expression;

/// <summary>These code points, in order; empty for the empty text.</summary>
public sealed record Literal(string Text) : Expression;

/// <summary>One code point out of these inclusive ranges.</summary>
public sealed record Characters(IReadOnlyList<(int First, int Last)> Ranges) : Expression;

/// <summary>One after the other.</summary>
public sealed record Concatenation(IReadOnlyList<Expression> Items) : Expression;

/// <summary>Any one of these; none means that nothing matches.</summary>
public sealed record Alternatives(IReadOnlyList<Expression> Items) : Expression;

/// <summary><paramref name="Least"/> to <paramref name="Most"/> times; null for without end.</summary>
public sealed record Repeat(Expression Item, int Least, int? Most) : Expression;

/// <summary>The rule of that name.</summary>
public sealed record Reference(string Rule) : Expression;

/// <summary>A text of a regular language given as an automaton.</summary>
public sealed record Regular(Automata.Automaton Automaton) : Expression;

/// <summary>
/// One token, whatever text it stands for, as GBNF names it: <c>&lt;think&gt;</c> by its spelling or <c>&lt;[1000]&gt;</c> by its id. Negated, any
/// token of text but that one.
/// </summary>
public sealed record Token(string Name, bool IsNegated = false) : Expression;
