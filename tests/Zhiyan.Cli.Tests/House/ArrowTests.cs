using System.Text.RegularExpressions;
using System.Xml.Linq;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.House;

/// <summary>Holds the project references, the heavy packages and the <c>using</c> lines of src against the floor plan of docs/architecture.md.</summary>
public sealed partial class ArrowTests
{
    /// <summary>Which rooms a room may use. A room that is not built yet has no line.</summary>
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Kernels"] = [],
        ["Inference"] = ["Kernels"],
        ["Knowledge"] = ["Kernels"],
        ["Server"] = ["Inference", "Knowledge"],
        ["Cli"] = ["Kernels", "Inference", "Knowledge", "Server"],
    };

    /// <summary>Packages that some rooms alone may hold.</summary>
    private static readonly Dictionary<string, string[]> Fenced = new()
    {
        ["System.Numerics.Tensors"] = ["Kernels"],
        ["System.CommandLine"] = ["Cli"],
        ["Spectre.Console"] = ["Cli"],
        ["Microsoft.AspNetCore.App"] = ["Server"],
        ["Microsoft.AspNetCore.OpenApi"] = ["Server"],
        ["Scalar.AspNetCore"] = ["Server"],
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = ["Server"],
        ["OpenTelemetry.Exporter.Prometheus.AspNetCore"] = ["Server"],
        ["OpenTelemetry.Extensions.Hosting"] = ["Server"],
        ["OpenTelemetry.Instrumentation.AspNetCore"] = ["Server"],
        ["Microsoft.EntityFrameworkCore.Sqlite"] = ["Server"],
        ["Npgsql.EntityFrameworkCore.PostgreSQL"] = ["Server"],
        ["Microsoft.AspNetCore.Identity.EntityFrameworkCore"] = ["Server"],
        ["Microsoft.Extensions.AI.OpenAI"] = ["Server"],
        ["Anthropic"] = ["Server"],
        ["Markdig"] = ["Server", "Knowledge"],
        ["HtmlSanitizer"] = ["Server"],
        ["PDFsharp"] = ["Server"],
        ["DocumentFormat.OpenXml"] = ["Server"],
        ["AngleSharp"] = ["Knowledge"],
        ["BitMiracle.LibTiff.NET"] = ["Knowledge"],
        ["Cloud.Unum.USearch"] = ["Knowledge"],
        ["Dapper"] = ["Knowledge"],
        ["ExcelDataReader"] = ["Knowledge"],
        ["jieba.NET"] = ["Knowledge"],
        ["Microsoft.Data.Sqlite"] = ["Knowledge"],
        ["Microsoft.ML.OnnxRuntime"] = ["Knowledge"],
        ["MimeKit"] = ["Knowledge"],
        ["Npgsql"] = ["Knowledge"],
        ["PdfPig"] = ["Knowledge"],
        ["SharpCompress"] = ["Knowledge"],
        ["SkiaSharp"] = ["Knowledge"],
        ["UTF.Unknown"] = ["Knowledge"],
    };

    public static TheoryData<string> Rooms() => [.. Directory.GetDirectories(Source).Select(folder => Path.GetFileName(folder)["Zhiyan.".Length..]).Order()];

    [Theory, MemberData(nameof(Rooms))]
    public void References_only_the_rooms_it_may_use(string room)
    {
        var project = XDocument.Load(Path.Combine(Source, $"Zhiyan.{room}", $"Zhiyan.{room}.csproj"));

        var references = project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)["Zhiyan.".Length..]);

        Assert.All(references, reference => Assert.Contains(reference, Allowed(room)));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Leaves_fenced_packages_to_their_room(string room)
    {
        var project = XDocument.Load(Path.Combine(Source, $"Zhiyan.{room}", $"Zhiyan.{room}.csproj"));

        var packages = project.Descendants().Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference").Select(reference => reference.Attribute("Include")!.Value);

        Assert.All(packages, package => Assert.True(!Fenced.TryGetValue(package, out var owners) || owners.Contains(room), $"{room} may not hold {package}"));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Uses_only_the_namespaces_of_those_rooms(string room)
    {
        var wrong = SourceFiles(room)
            .SelectMany(file => Using().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetRelativePath(Source, file), Room: match.Groups[1].Value)))
            .Where(arrow => arrow.Room != room && !Allowed(room).Contains(arrow.Room));

        Assert.Empty(wrong);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Keeps_unsafe_code_in_Kernels(string room)
    {
        if (room == "Kernels") return;

        var wrong = SourceFiles(room).Where(file => UnsafeKeyword().IsMatch(File.ReadAllText(file)));

        Assert.Empty(wrong);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Names_namespaces_after_folders(string room)
    {
        var wrong = SourceFiles(room).Where(file =>
        {
            var declared = Namespace().Match(File.ReadAllText(file)).Groups[1].Value;
            var folder = Path.GetRelativePath(Source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            return declared.Length > 0 && declared != folder;
        });

        Assert.Empty(wrong);
    }

    private static string Source => Path.Combine(Fixtures.Root, "src");

    private static string[] Allowed(string room) => May.TryGetValue(room, out var allowed) ? allowed : throw new KeyNotFoundException($"the room {room} is not on the floor plan");

    private static IEnumerable<string> SourceFiles(string room) => Directory
        .EnumerateFiles(Path.Combine(Source, $"Zhiyan.{room}"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^using (?:static )?Zhiyan\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\bunsafe\b\s+(class|struct|static|void|\{|ref|partial|public|private|internal)")]
    private static partial Regex UnsafeKeyword();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
