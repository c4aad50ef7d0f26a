using System.Text;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference.Chat;

namespace Zhiyan.Cli.Chat;

/// <summary>What has been said so far.</summary>
internal sealed class Conversation(string system)
{
    private readonly List<JsonObject> turns = [];

    /// <summary>The system prompt; empty for none.</summary>
    public string System { get; private set; } = system;

    public int Turns => turns.Count;

    private IEnumerable<JsonObject> Messages => System.Length > 0 ? turns.Prepend(Message("system", System)) : turns;

    public void Say(string role, string text) => turns.Add(Message(role, text));

    /// <summary>Takes back what the user said last, as nothing came of it.</summary>
    public void TakeBack() => turns.RemoveAt(turns.Count - 1);

    public void Clear() => turns.Clear();

    /// <summary>A new conversation under another system prompt.</summary>
    public void StartOver(string system)
    {
        System = system;
        turns.Clear();
    }

    public ChatRequest ToRequest(int maxTokens) => new() { Messages = [.. Messages], MaxTokens = maxTokens, Truncate = true };

    /// <summary>Writes the messages as a JSON array, which <c>generate --messages</c> reads.</summary>
    public void Save(string path)
    {
        var temporary = path + ".part";
        File.WriteAllText(temporary, Terminal.ToJson(Messages) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(temporary, path, overwrite: true);
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
