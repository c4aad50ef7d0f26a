using System.Collections.Frozen;

namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>Source code and structured text: as it is, in blocks of about a function each.</summary>
internal sealed class CodeReader : IDocumentReader
{
    private static readonly FrozenSet<string> endings = new[]
    {
        ".cs", ".fs", ".vb", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".m", ".mm", ".java", ".kt", ".kts", ".scala", ".groovy", ".clj", ".go", ".rs", ".swift", ".zig",
        ".py", ".pyi", ".rb", ".php", ".pl", ".pm", ".lua", ".r", ".jl", ".dart", ".ex", ".exs", ".erl", ".hs", ".ml", ".elm", ".nim", ".pas", ".f90", ".asm", ".s", ".v", ".sv",
        ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".tsx", ".vue", ".svelte", ".css", ".scss", ".less", ".razor", ".cshtml", ".xaml",
        ".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd", ".sql", ".graphql", ".proto", ".thrift", ".cmake", ".gradle", ".tf", ".nix", ".dockerfile", ".mk", ".tex", ".bib",
        ".json", ".json5", ".jsonc", ".geojson", ".xml", ".xsd", ".xsl", ".xslt", ".svg", ".rss", ".atom", ".csproj", ".props", ".targets", ".slnx", ".plist",
        ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".env", ".editorconfig", ".gitignore", ".diff", ".patch",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> names = new[] { "Dockerfile", "Makefile", "CMakeLists.txt", "Jenkinsfile", "Rakefile", "Gemfile" }.ToFrozenSet();

    public bool Reads(SourceFile file) => (endings.Contains(file.Ending) || names.Contains(file.Name)) && TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var text = DecodedFile.Text(file, limits);
        return new Document { Text = text, Blocks = CodeBlocks.Of(text) };
    }
}
