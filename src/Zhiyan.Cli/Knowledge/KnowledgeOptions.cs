using System.CommandLine;
using Zhiyan.Knowledge;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Knowledge;

/// <summary>The options of the verbs that work on libraries, and what they open.</summary>
internal sealed class KnowledgeOptions(CommonOptions common)
{
    public const string DefaultLibrary = "default";

    public Option<string> Library { get; } = new("--library", "-l") { Description = $"The library's name. Default: {DefaultLibrary}.", HelpName = "NAME", DefaultValueFactory = _ => DefaultLibrary };

    public Option<bool> WordsOnly { get; } = Options.Flag("--words-only", "Work without vectors: find by words alone.");

    /// <param name="usesVectors">Whether anything is searched for.</param>
    public LocalKnowledge Open(ParseResult arguments, bool usesVectors = true) => new(
        common.DataFolder(arguments), common.DatabaseConnection(arguments), common.Catalog(arguments), arguments.GetValue(common.Threads), usesVectors && !arguments.GetValue(WordsOnly));

    /// <summary>The library that was named. Throws a <see cref="UsageException"/> where there is none of that name.</summary>
    public Library Find(ParseResult arguments, LocalKnowledge knowledge)
    {
        var name = arguments.GetValue(Library)!;
        return knowledge.Base.Find(name) ?? throw new UsageException(knowledge.Base.Names() is { Count: > 0 } names
            ? $"there is no library '{name}'; there are: {string.Join(", ", names)}."
            : $"there is no library '{name}', nor any other; make one with zhiyan ingest FOLDER --library {name}.");
    }
}
