using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Tests.Constraints;

/// <summary>Small grammars over a few characters, of one to four bytes, that are neither left-recursive nor empty.</summary>
internal static class RandomGrammar
{
    public static readonly string[] Alphabet = ["a", "b", "c", "é", "è", "中", "😀"];

    private static readonly (int, int)[][] classes = [[('a', 'c')], [('b', 'é')], [(0, 0x10FFFF)], [(0x80, 0x10FFFF)], [('中', '中'), ('a', 'a')], [(0xE8, 0x4E2D)]];

    public static Grammar Create(Random random)
    {
        while (true)
        {
            var names = Enumerable.Range(0, random.Next(1, 5)).Select(index => $"r{index}").ToArray();
            var grammar = new Grammar(names.ToDictionary(name => name, _ => Expression(random, names, 3)), "r0");
            if (new GrammarRules(grammar).LeftRecursion() is null) return grammar;
        }
    }

    public static string Text(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

    private static Expression Expression(Random random, string[] rules, int depth)
    {
        List<Expression> Items(int least) => [.. Enumerable.Range(0, random.Next(least, 4)).Select(_ => Expression(random, rules, depth - 1))];
        var least = random.Next(0, 3);
        return random.Next(depth > 0 ? 12 : 5) switch
        {
            0 or 1 => new Literal(Text(random, random.Next(0, 3))),
            2 => new Characters(classes[random.Next(classes.Length)]),
            3 or 4 => new Reference(rules[random.Next(rules.Length)]),
            5 or 6 or 7 => new Concatenation(Items(1)),
            8 or 9 => new Alternatives(Items(1)),
            var other => new Repeat(Expression(random, rules, depth - 1), least, other == 10 ? null : least + random.Next(0, 3)),
        };
    }
}
