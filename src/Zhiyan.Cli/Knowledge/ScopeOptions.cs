using System.CommandLine;
using System.Globalization;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Knowledge;

/// <summary>The options that hold a search or a question to some of a library's documents.</summary>
internal sealed class ScopeOptions
{
    private static readonly string[] kinds = [.. LibraryJson.Names<DocumentKind>()];

    private readonly Option<string[]> paths = Options.Texts("--in", "PATTERN", "Only these documents: a path, a folder, or a pattern with * (part of a name), ** (folders) and ?. May be given several times.");
    private readonly Option<string[]> kind = Options.Texts("--kind", "KIND", $"Only documents of this kind: {string.Join(", ", kinds)}. May be given several times.");
    private readonly Option<string[]> languages = Options.Texts("--language", "LANGUAGE", $"Only documents in this language: {string.Join(", ", SearchRequest.KnownLanguages)}. May be given several times.");
    private readonly Option<DateTimeOffset?> at = Moment("--at", "As of this time: from the versions that were valid then. Default: now.");
    private readonly Option<DateTimeOffset?> since = Moment("--since", "Only documents that were last written at this time or later.");
    private readonly Option<DateTimeOffset?> until = Moment("--until", "Only documents that were last written before this time.");

    public ScopeOptions()
    {
        kind.AcceptOnlyFromAmong(kinds);
        languages.AcceptOnlyFromAmong([.. SearchRequest.KnownLanguages]);
    }

    public void AddTo(Command command) => Options.AddTo(command, paths, kind, languages, at, since, until);

    /// <summary>A request, its question left open, for the documents that were named. Throws a <see cref="UsageException"/> where a library has documents and none of them is meant.</summary>
    public SearchRequest Request(ParseResult arguments, Library library)
    {
        var request = new SearchRequest("")
        {
            Paths = Given(paths), Languages = Given(languages), Kinds = Given(kind) is { } named ? [.. named.Select(name => LibraryJson.Named<DocumentKind>(name)!.Value)] : null,
            At = arguments.GetValue(at), Since = arguments.GetValue(since), Until = arguments.GetValue(until),
        };
        return library.Contents.Count == 0 || library.Within(request).Count > 0 ? request
            : throw new UsageException($"no document of '{library.Name}' fits --in, --kind, --language, --at, --since and --until together; leave one of them out.");

        string[]? Given(Option<string[]> option) => arguments.GetValue(option) is { Length: > 0 } values ? values : null;
    }

    private static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;
            result.AddError($"{name} is '{result.Tokens[0].Value}', but takes a time such as 2026-03-01 or 2026-03-01T12:00:00Z");
            return null;
        },
    };
}
