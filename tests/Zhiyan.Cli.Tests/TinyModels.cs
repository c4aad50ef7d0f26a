using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests;

/// <summary>The tiny decoders of the fixture folders, in both formats (fixtures/README.md, models).</summary>
internal static class TinyModels
{
    public static string Llama { get; } = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "llama", "model.gguf");

    public static TheoryData<string> Cases()
    {
        var rows = new TheoryData<string>();
        foreach (var folder in Fixtures.CaseFolders("models", "expected.json"))
            foreach (var model in ((string[])["hf", "model.gguf"]).Select(name => Path.Combine(folder, name)).Where(Path.Exists)) rows.Add(model);
        if (rows.Count == 0) rows.Add("");
        return rows;
    }

    /// <summary>What a case expects; skips the test where there is none, or it is no decoder.</summary>
    public static JsonNode Expected(string path)
    {
        Assert.SkipWhen(path.Length == 0, "no fixture root has the folder models");
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "expected.json")))!;
        var kind = (string?)expected["kind"];
        Assert.SkipWhen(kind != "decoder", $"a model of kind {kind} has no logits");
        return expected;
    }

    public static void SkipUnlessBuilt(Run run)
    {
        Assert.SkipWhen(run.ExitCode != 0 && run.Error.Contains("is not built"), run.Error.Trim());
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }
}
