namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>About how many tokens a model takes: three for four wide characters, one for four others.</summary>
internal static class TokenEstimate
{
    /// <summary>What is written besides the text: the task, and a reply.</summary>
    private const long Besides = 220, Summary = 110, BesidesOfPiece = 150;

    /// <summary>A tenth of the sentences of two versions differ in their wording alone, and a model is asked about each with its pair.</summary>
    private const long SharedOfVersions = 5;

    public static long Of(ReadOnlySpan<char> text)
    {
        long wide = 0;
        foreach (char c in text)
            if (c >= '\u2e80') wide++;
        return wide * 3 / 4 + (text.Length - wide) / 4;
    }

    /// <summary>For all parts of a job, and for joining what they give.</summary>
    public static long Of(ReadTask task, IReadOnlyList<ReadPart> parts, Func<ReadPart, string> textOf) =>
        parts.Sum(part => OfPart(task, part, textOf(part))) + (task.Kind is ReadKind.Summarise ? OfJoining(parts.Count) : 0);

    /// <param name="text">Of the document that the part is of.</param>
    public static long OfPart(ReadTask task, ReadPart part, string text) =>
        task.Method is ReadMethod.Structure or ReadMethod.Pattern ? 0 : OfPart(text.AsSpan(part.Start, part.End - part.Start), task.Kind);

    /// <summary>For joining what parts gave into one summary, level above level.</summary>
    public static long OfJoining(int parts) => parts > 1 ? parts * Summary * 3 / 2 + Besides : 0;

    /// <summary>Prompt and reply.</summary>
    private static long OfPart(ReadOnlySpan<char> text, ReadKind kind) => kind switch
    {
        ReadKind.Translate => Besides + Of(text) * 5 / 2,
        ReadKind.Compare => Of(text) / SharedOfVersions,
        ReadKind.List => Of(text) + (1 + Of(text) * 2 / ListReader.MostPiece) * BesidesOfPiece,
        _ => Besides + Of(text),
    };
}
