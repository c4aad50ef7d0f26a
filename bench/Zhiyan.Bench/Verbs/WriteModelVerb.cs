using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Bench.RandomModels;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>write-model</c>: a GGUF file of random weights in the shape of a known model, or of one like it.</summary>
internal static class WriteModelVerb
{
    public static Command Create()
    {
        var shapes = string.Join(", ", ModelShape.Known.Keys.Order());
        var shape = Required("--shape", "NAME", $"Whose dimensions to take: {shapes}.");
        var type = Required("--type", "TYPE", $"The type of the matrices: {string.Join(", ", WeightTypes.Known.Select(known => known.Name))}.");
        var target = Required("--out", "FILE", "The .gguf file to write.");
        var seed = new Option<ulong>("--seed") { Description = "Another seed gives other weights.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Threads to write on.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var architecture = new Option<string?>("--architecture") { Description = "Instead of the shape's: llama or qwen2." };
        var untied = new Option<bool>("--untied") { Description = "An output head of its own." };
        var layers = Dimension("--layers");
        var width = Dimension("--width");
        var heads = Dimension("--heads");
        var keyValueHeads = Dimension("--kv-heads");
        var headDim = Dimension("--head-dim");
        var feedForward = Dimension("--feed-forward");
        var vocabulary = Dimension("--vocabulary");
        var context = Dimension("--context");

        var command = new Command("write-model", "Write a GGUF file of random weights, for measuring.")
        {
            shape, type, target, seed, threads, architecture, untied, layers, width, heads, keyValueHeads, headDim, feedForward, vocabulary, context,
        };
        command.SetAction((arguments, cancellation) => Task.Run(() =>
        {
            var known = Named(ModelShape.Known.FirstOrDefault(pair => Same(pair.Key, arguments.GetValue(shape))).Value, "shape", arguments.GetValue(shape), shapes);
            var types = Named(WeightTypes.Known.FirstOrDefault(candidate => Same(candidate.Name, arguments.GetValue(type))), "type", arguments.GetValue(type),
                string.Join(", ", WeightTypes.Known.Select(candidate => candidate.Name)));
            var wanted = known with
            {
                Architecture = arguments.GetValue(architecture) ?? known.Architecture,
                TiedHead = known.TiedHead && !arguments.GetValue(untied),
                Layers = arguments.GetValue(layers) ?? known.Layers,
                Width = arguments.GetValue(width) ?? known.Width,
                Heads = arguments.GetValue(heads) ?? known.Heads,
                KeyValueHeads = arguments.GetValue(keyValueHeads) ?? known.KeyValueHeads,
                HeadDim = arguments.GetValue(headDim) ?? known.HeadDim,
                FeedForward = arguments.GetValue(feedForward) ?? known.FeedForward,
                Vocabulary = arguments.GetValue(vocabulary) ?? known.Vocabulary,
                Context = arguments.GetValue(context) ?? known.Context,
            };
            wanted.Validate();

            var path = arguments.GetValue(target)!;
            var start = Stopwatch.GetTimestamp();
            new RandomModel(wanted, types, arguments.GetValue(seed)).Write(path, arguments.GetValue(threads), cancellation);
            Console.WriteLine(FormattableString.Invariant(
                $"{path}: {new FileInfo(path).Length / 1e6:N0} MB in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        }, cancellation));
        return command;

        static Option<string> Required(string name, string value, string description) => new(name) { Description = description, HelpName = value, Required = true };

        static Option<int?> Dimension(string name) => new(name) { Description = "Instead of the shape's.", HelpName = "N" };

        static bool Same(string name, string? given) => string.Equals(name, given, StringComparison.OrdinalIgnoreCase);

        static T Named<T>(T? found, string what, string? given, string known) where T : class =>
            found ?? throw new ArgumentException($"there is no {what} '{given}'; these are: {known}.");
    }
}
