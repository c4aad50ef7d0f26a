using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference.Catalog;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan inspect</c>: what a model's files say, also of a model that cannot be run.</summary>
internal static class InspectVerb
{
    private const int ShownElements = 8;
    private const int ShownCharacters = 120;

    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var model = new Argument<string?>("model") { Description = common.Model.Description, Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("inspect", "Show a model's metadata, tensors, sizes and licence.") { model, common.Model, common.Json };
        command.SetAction(arguments =>
        {
            var found = common.Catalog(arguments).Find(arguments.GetValue(model) ?? arguments.GetValue(common.Model));
            var inspection = ModelInspection.Read(found.Path);
            if (arguments.GetValue(common.Json)) terminal.WriteJson(ToJson(inspection, found.Card));
            else Write(inspection, found.Card, terminal);
        });
        return command;
    }

    private static object ToJson(ModelInspection model, ModelCard card) => new
    {
        id = card.Id,
        path = model.Path,
        format = model.Format,
        name = model.Name,
        architecture = model.Architecture,
        license = card.License ?? model.License,
        bytes = model.Bytes,
        parameters = model.Parameters,
        types = Types(model).ToDictionary(type => type.Name, type => new { tensors = type.Tensors, bytes = type.Bytes }),
        metadata = model.Metadata.ToDictionary(pair => pair.Key, pair => Shorten(pair.Value)),
        tensors = model.Tensors.Select(tensor => new { name = tensor.Name, type = tensor.Type, shape = tensor.Shape, bytes = tensor.Bytes }),
    };

    private static void Write(ModelInspection model, ModelCard card, Terminal terminal)
    {
        var facts = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Fact("model", $"{card.Id} ({model.Format})");
        Fact("path", model.Path);
        Fact("name", model.Name ?? "not given");
        Fact("architecture", model.Architecture ?? "not given");
        Fact("licence", card.License ?? model.License ?? "not given");
        Fact("size", $"{Megabytes(model.Bytes)}, {model.Parameters:N0} parameters in {model.Tensors.Count:N0} tensors");
        Fact("types", string.Join(", ", Types(model).Select(type => $"{type.Name} {Megabytes(type.Bytes)}")));
        terminal.Write(facts);

        var keys = Table("key", "value");
        foreach (var (key, value) in model.Metadata) keys.AddRow(Cell(key), Cell(Cut(Terminal.ToJson(Shorten(value)!))));
        terminal.Write(keys);

        var tensors = Table("tensor", "type", "shape", "bytes");
        tensors.Columns[3].RightAligned();
        foreach (var tensor in model.Tensors)
            tensors.AddRow(Cell(tensor.Name), Cell(tensor.Type), Cell(string.Join(" x ", tensor.Shape)), Cell($"{tensor.Bytes:N0}"));
        terminal.Write(tensors);

        void Fact(string name, string value) => facts.AddRow(Cell(name), Cell(value));
    }

    private static IEnumerable<(string Name, int Tensors, long Bytes)> Types(ModelInspection model) => model.Tensors
        .GroupBy(tensor => tensor.Type)
        .Select(type => (type.Key, type.Count(), type.Sum(tensor => tensor.Bytes)))
        .OrderByDescending(type => type.Item3);

    /// <summary>A long array becomes its length and its first elements.</summary>
    private static object? Shorten(object? value) => value switch
    {
        JsonArray { Count: > ShownElements } nodes => new { count = nodes.Count, first = nodes.Take(ShownElements) },
        Array { Length: > ShownElements } array => new { count = array.Length, first = array.Cast<object>().Take(ShownElements) },
        _ => value,
    };

    private static string Cut(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");

    private static Table Table(params string[] columns) => new Table { Border = TableBorder.Simple }.AddColumns(columns);

    /// <summary>Never markup: the text comes from a file.</summary>
    private static Text Cell(string text) => new(Terminal.Printable(text));
}
