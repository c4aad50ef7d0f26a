using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan models</c>: what is installed.</summary>
internal static class ModelsVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var command = new Command("models", "List the installed models.") { common.Json };
        command.SetAction(arguments =>
        {
            var models = common.Catalog(arguments).List();
            if (arguments.GetValue(common.Json))
            {
                terminal.WriteJson(models.Select(model => new
                {
                    id = model.Id,
                    kind = model.Card.Kind,
                    license = model.Card.License,
                    languages = model.Card.Languages,
                    description = model.Card.Description,
                    path = model.Path,
                    bytes = model.Bytes,
                    missing = model.Missing,
                }));
                return;
            }
            var table = new Table { Border = TableBorder.Simple }.AddColumns("model", "kind", "size", "licence", "path");
            foreach (var model in models)
            {
                var size = string.Create(CultureInfo.InvariantCulture, $"{model.Bytes / 1e6:N0} MB");
                var where = model.Missing is null ? model.Path : $"incomplete: {model.Missing}";
                string[] cells = [model.Id, model.Card.Kind, size, model.Card.License ?? "not given", where];
                table.AddRow(cells.Select(text => new Text(Terminal.Printable(text))));
            }
            terminal.Write(table);
        });
        return command;
    }
}
