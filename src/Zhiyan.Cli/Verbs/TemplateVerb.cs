using System.CommandLine;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan template</c>: what a chat template makes of a request, to the character.</summary>
internal static class TemplateVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var template = Options.RequiredText("--template", "FILE", "A file with a chat template in Jinja.");
        var request = Options.RequiredText(
            "--request", "FILE", "A JSON object; its members (messages, tools, add_generation_prompt, …) are the template's variables. '-' is standard input.");
        var command = new Command("template", "Render a chat template.") { template, request, common.Json };
        command.SetAction(arguments =>
        {
            var source = InputFile.ReadText(arguments.GetValue(template)!, terminal);
            var variables = InputFile.ReadObject(arguments.GetValue(request)!, terminal);
            var text = Template.Parse(source).Render(variables).Text;
            if (arguments.GetValue(common.Json)) terminal.WriteJson(new { text });
            else terminal.Out.Write(text);
        });
        return command;
    }
}
