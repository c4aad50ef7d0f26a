using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Cli.Interaction;

/// <summary>A file named on the command line; "-" is standard input.</summary>
internal static class InputFile
{
    private const string StandardInput = "-";

    public static TextReader Open(string path, Terminal terminal)
    {
        if (path == StandardInput) return terminal.In;
        if (!File.Exists(path)) throw new UsageException($"{path}: there is no such file.");
        return new StreamReader(path, Encoding.UTF8);
    }

    public static string ReadText(string path, Terminal terminal)
    {
        using var reader = Open(path, terminal);
        return reader.ReadToEnd();
    }

    public static JsonNode ReadJson(string path, Terminal terminal)
    {
        try
        {
            return JsonNode.Parse(ReadText(path, terminal)) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new UsageException($"{path}: this is not valid JSON ({error.Message}).");
        }
    }

    public static JsonObject ReadObject(string path, Terminal terminal) =>
        ReadJson(path, terminal) as JsonObject ?? throw new UsageException($"{path}: this should be a JSON object.");
}
