using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Server.Libraries;

/// <summary>An answer that somebody kept as <see cref="LibraryJson"/> told it, read back so that what it cites can be looked at again.</summary>
public static class KeptAnswer
{
    /// <summary>An answer of ours has fewer of each.</summary>
    private const int MostClaims = 100, MostEvidence = 40;

    /// <summary>Throws a <see cref="FormatException"/> that names what is no answer of ours.</summary>
    public static Answer Read(Library library, JsonObject kept)
    {
        var places = new LibraryJson(library);
        var coverage = kept["coverage"] as JsonObject;
        return new Answer(
            Claims("claims"), [.. List(kept, "unanswered", MostClaims).Select(question => Text(question, "unanswered"))], Number(kept, "confidence"),
            new AnswerCoverage(
                Enumeration<ReadingMode>(coverage?["mode"], "coverage.mode") ?? ReadingMode.Passages, (int)Number(coverage, "passages_read"), (int)Number(coverage, "passages"),
                (int)Number(coverage, "documents_read"), (int)Number(coverage, "documents"), (int)Number(coverage, "characters"), (long)Number(coverage, "tokens")),
            kept["language"] is { } language ? Text(language, "language") : "en") { LeftOut = Claims("left_out") };

        IReadOnlyList<Claim> Claims(string name)
        {
            var claims = List(kept, name, MostClaims);
            return
            [
                .. claims.Select(node => node as JsonObject ?? throw Wrong(name, "a list of objects")).Select(claim => new Claim(
                    Text(claim["text"], $"{name}.text"), Enumeration<Verdict>(claim["checked"] ?? claim["verdict"], $"{name}.verdict") ?? throw Wrong($"{name}.verdict", "there"), Number(claim, "confidence"),
                    [.. List(claim, "evidence", MostEvidence).Select(node => Evidence(node as JsonObject ?? throw Wrong($"{name}.evidence", "a list of objects")))],
                    claim["quoted"] is JsonValue quoted && quoted.TryGetValue(out bool isQuote) && isQuote,
                    [.. List(claim, "conflicts_with", MostClaims).Select(other => Whole(other, $"{name}.conflicts_with")).Where(other => other >= 0 && other < claims.Count)],
                    [.. List(claim, "reasons", MostClaims).Select(reason => Text(reason, $"{name}.reasons"))])),
            ];
        }

        Evidence Evidence(JsonObject evidence)
        {
            var entry = Entry(library, Text(evidence["document"], "evidence.document"), evidence["version"] is { } version ? Text(version, "evidence.version") : null);
            var quote = Text(evidence["quote"], "evidence.quote");
            int start = Whole(evidence["start"], "evidence.start");
            if (entry.State is DocumentState.Readable) start = places.PlacesIn(entry.Id).Units(start);
            return new Evidence(entry, evidence["page"] is { } page ? Whole(page, "evidence.page") : null, start, start + quote.Length, quote, evidence["suspicious"] is JsonValue flag && flag.TryGetValue(out bool isSuspicious) && isSuspicious);
        }
    }

    /// <summary>The version that was cited, else the last one of its path; one that the library knows nothing of has no text.</summary>
    private static DocumentEntry Entry(Library library, string path, string? version)
    {
        var versions = library.Versions(path);
        return versions.FirstOrDefault(entry => entry.Hash == version) ?? versions.LastOrDefault()
            ?? new DocumentEntry { Id = 0, Source = 0, Path = path, Hash = version ?? "", Bytes = 0, Modified = default, State = DocumentState.Failed, ValidFrom = default, ValidTo = default(DateTimeOffset) };
    }

    private static JsonArray List(JsonObject of, string name, int most) => of[name] switch
    {
        null => [],
        JsonArray list when list.Count <= most => list,
        _ => throw Wrong(name, $"a list of at most {most}"),
    };

    private static string Text(JsonNode? node, string name) => node is JsonValue value && value.TryGetValue(out string? text) ? text : throw Wrong(name, "a text");

    private static int Whole(JsonNode? node, string name) => node is JsonValue value && value.TryGetValue(out int number) && number >= 0 ? number : throw Wrong(name, "a whole number from 0");

    private static double Number(JsonObject? of, string name) => of?[name] is not { } node ? 0 : node is JsonValue value && value.TryGetValue(out double number) ? number : throw Wrong(name, "a number");

    private static T? Enumeration<T>(JsonNode? node, string name) where T : struct, Enum
    {
        if (node is null) return null;
        return LibraryJson.Named<T>(Text(node, name)) ?? throw Wrong(name, string.Join(", ", LibraryJson.Names<T>()));
    }

    private static FormatException Wrong(string name, string must) => new($"this is no answer of a library: {name} must be {must}.");
}
