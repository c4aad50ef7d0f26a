using System.Text.Json;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Formats;

[Trait("Category", "Golden")]
public sealed class HostileFileTests
{
    public static TheoryData<string, string> Broken()
    {
        var rows = new TheoryData<string, string>();
        foreach (var index in Fixtures.Files("hostile", "index.json"))
            foreach (var entry in JsonDocument.Parse(File.ReadAllText(index)).RootElement.EnumerateArray())
                rows.Add(Path.Combine(Path.GetDirectoryName(index)!, entry.GetProperty("path").GetString()!), entry.GetProperty("wrong").GetString()!);
        if (rows.Count == 0) rows.Add("", "");
        return rows;
    }

    [Theory, MemberData(nameof(Broken))]
    public void Is_refused_in_one_line_that_names_it_and_costs_little(string path, string wrong)
    {
        if (path == "") Assert.Skip("no fixture folder holds hostile files");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<ModelFormatException>(() => Model.Open(path));

        Assert.Contains(path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{wrong}: {error.Message}");
    }

    public static TheoryData<string> Sound() =>
    [
        .. Fixtures.Files("hostile", "index.json").SelectMany(index => new[] { "good.gguf", "good" }.Select(name => Path.Combine(Path.GetDirectoryName(index)!, name)))
            .Where(Path.Exists).DefaultIfEmpty(""),
    ];

    [Theory, MemberData(nameof(Sound))]
    public void Sound_neighbours_load(string path)
    {
        if (path == "") Assert.Skip("no fixture folder holds hostile files");

        using var model = Model.Open(path);

        Assert.Equal("llama", model.Config.Architecture);
    }
}
