using System.Text;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Templates;

/// <summary>Every case folder under <c>templates</c> in the fixtures: the text that jinja2 renders, or the kind of its error.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenTemplateTests
{
    private static readonly TemplateSettings AtTheClockOfTheFixtures = new() { Clock = new FixedClock(new DateTime(2025, 3, 9, 14, 5, 7)) };

    public static TheoryData<string> Folders => Rows(Fixtures.CaseFolders("templates", "template.jinja"));

    public static TheoryData<string> BrokenFiles => Rows(Fixtures.Files("templates", "bad-templates.jsonl"));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Renders_every_case_as_jinja2_does(string folder)
    {
        if (folder.Length == 0) Assert.Skip("no fixture folder holds templates");
        var source = File.ReadAllText(Path.Combine(folder, "template.jinja"));
        var cases = ReadLines(Path.Combine(folder, "cases.jsonl"));

        var failures = cases.Select(test => Failure(source, test)).ToList();

        Report(folder, failures);
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Refuses_every_broken_template_with_a_line(string file)
    {
        if (file.Length == 0) Assert.Skip("no fixture folder holds broken templates");
        var cases = ReadLines(file);

        var failures = cases.Select(test => Refusal((string)test["template"]!)).ToList();

        Report(file, failures);
    }

    private static TheoryData<string> Rows(IEnumerable<string> found)
    {
        var rows = new TheoryData<string>(found);
        if (rows.Count == 0) rows.Add("");
        return rows;
    }

    private static List<JsonNode> ReadLines(string file) =>
        [.. File.ReadLines(file, Encoding.UTF8).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!)];

    private static string? Failure(string source, JsonNode test)
    {
        var kind = (string?)test["error_kind"];
        try
        {
            var text = Template.Parse(source).Render(test["request"]!.AsObject(), AtTheClockOfTheFixtures).Text;
            if (kind is not null) return $"expected an error of kind {kind}, got {Shown(text)}";
            return text == (string?)test["text"] ? null : Difference((string)test["text"]!, text);
        }
        catch (TemplateException error)
        {
            if (kind is null) return $"unexpected {error.Kind}: {error.Message}";
            if (kind != "raise_exception")
                return error.Kind == TemplateErrorKind.Raised ? $"expected {kind}, got {error.Kind}: {error.Message}" : null;
            return error.Kind == TemplateErrorKind.Raised && error.Message == (string?)test["error"]
                ? null
                : $"expected '{test["error"]}', got {error.Kind}: {error.Message}";
        }
    }

    private static string? Refusal(string source)
    {
        try
        {
            Template.Parse(source);
            return $"compiled: {source}";
        }
        catch (TemplateException error)
        {
            return error is { Kind: TemplateErrorKind.Syntax, Line: > 0 } ? null : $"{error.Kind} at line {error.Line}: {error.Message}";
        }
    }

    private static string Difference(string expected, string actual)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        int from = Math.Max(at - 30, 0);
        return $"differs at {at}: expected {Shown(expected[from..])}, got {Shown(actual[from..])}";
    }

    private static string Shown(string text) => JsonValue.Create(text.Length > 100 ? text[..100] : text).ToJsonString();

    /// <param name="place">The folder or file.</param>
    /// <param name="outcomes">For every case what is wrong, or null.</param>
    private static void Report(string place, List<string?> outcomes)
    {
        var failures = outcomes.Index().Where(outcome => outcome.Item is not null).Select(outcome => $"case {outcome.Index}: {outcome.Item}").ToList();
        TestContext.Current.SendDiagnosticMessage($"{Fixtures.NameOf(place)}: {outcomes.Count} run, {failures.Count} failed, 0 skipped");
        Assert.True(failures.Count == 0, $"{failures.Count} of {outcomes.Count} failed:\n{string.Join('\n', failures.Take(5))}");
    }

    private sealed class FixedClock(DateTime time) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(time, TimeSpan.Zero);
    }
}
