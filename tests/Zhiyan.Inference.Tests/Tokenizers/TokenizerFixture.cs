using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Tokenizers;

/// <summary>One folder of fixtures/tokenizers (format: fixtures/README-text.md) and one of the two files that hold its vocabulary.</summary>
internal sealed class TokenizerFixture : IDisposable
{
    private readonly string folder;
    private readonly string? unzipped;

    public TokenizerFixture(string folder, string file)
    {
        this.folder = folder;
        var path = Path.Combine(folder, file);
        if (file.EndsWith(".gz", StringComparison.Ordinal)) path = unzipped = Unzip(path);
        IsGguf = path.EndsWith(".gguf", StringComparison.Ordinal);
        Tokenizer = IsGguf ? OpenGguf(path) : Tokenizer.FromTokenizerJson(path);
    }

    public bool IsGguf { get; }

    public Tokenizer Tokenizer { get; }

    public IEnumerable<JsonElement> Cases => Lines("cases.jsonl");

    public IEnumerable<JsonElement> Streams => Lines("stream.jsonl");

    public static Tokenizer OpenGguf(string path)
    {
        using var file = GgufFile.Open(path);
        return Tokenizer.FromGguf(file.Metadata);
    }

    public static TheoryData<string, string> Rows(string marker)
    {
        var rows = new TheoryData<string, string>();
        foreach (var folder in Fixtures.CaseFolders("tokenizers", marker))
            foreach (var file in (string[])["tokenizer.json", "tokenizer.json.gz", "vocab.gguf", "vocab.gguf.gz"])
                if (File.Exists(Path.Combine(folder, file))) rows.Add(folder, file);
        if (rows.Count == 0) rows.Add("", "");
        return rows;
    }

    /// <summary>Opens the row, or skips the test with the reason where what the row needs is not built yet.</summary>
    public static TokenizerFixture OpenOrSkip(string folder, string file)
    {
        if (folder.Length == 0) Assert.Skip("no fixture root holds tokenizers");
        try
        {
            return new TokenizerFixture(folder, file);
        }
        catch (ModelFormatException error) when (error.Message.Contains("not built yet", StringComparison.Ordinal))
        {
            Report(folder, file, $"skipped: {error.Message}");
            Assert.Skip(error.Message);
            throw;
        }
    }

    public static void Report(string folder, string file, string what) =>
        TestContext.Current.SendDiagnosticMessage($"{Fixtures.NameOf(folder)} {file}: {what}");

    public static int[] Ids(JsonElement value) => [.. value.EnumerateArray().Select(id => id.GetInt32())];

    public static string Sha256(ReadOnlySpan<int> ids) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', ids.ToArray()))));

    public void Dispose()
    {
        if (unzipped is not null) File.Delete(unzipped);
    }

    private IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    private static string Unzip(string path)
    {
        var target = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-{Path.GetFileNameWithoutExtension(path)}");
        using var from = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var to = File.Create(target);
        from.CopyTo(to);
        return target;
    }
}
