using System.Text;
using System.Text.Json;

namespace Zhiyan.Inference.ToolCalls;

/// <summary>
/// The fallback for models that write calls without markers: content that, less one code fence around it, is one object or array of
/// <c>{"name", "arguments"}</c> of offered tools, and nothing else. Holds the content back for as long as it may still be that.
/// </summary>
internal sealed class BareJsonCalls(OfferedTools tools)
{
    private const string FenceInfo = "json";

    private readonly StringBuilder held = new();
    private readonly StringBuilder lastString = new();
    private readonly JsonScanner json = new();
    private Phase phase = Phase.Before;
    private bool fenced;
    private int ticks;
    private int info;               // characters of the fence's info string seen
    private int start;              // of the JSON in what is held
    private int end;
    private bool isArray;
    private bool nameFollows;

    private enum Phase { Before, Ticks, Info, InFence, Json, After, ClosingTicks, Closed }

    /// <summary>Nothing but blanks came so far.</summary>
    public bool IsBlank => phase == Phase.Before;

    /// <summary>False once the content cannot be calls any more.</summary>
    public bool Hold(ReadOnlySpan<char> text)
    {
        bool possible = true;
        foreach (char next in text)
        {
            held.Append(next);
            possible = possible && Advance(next);
        }
        return possible;
    }

    /// <summary>What was held back, as it came.</summary>
    public string Held => held.ToString();

    /// <summary>The content has ended: its calls, or null if it is none.</summary>
    public IReadOnlyList<ToolCallPart>? Finish() =>
        phase < Phase.After ? null : CallJson.Read(held.ToString(start, end - start), CallsFrom);

    private bool Advance(char next)
    {
        bool blank = char.IsWhiteSpace(next);
        switch (phase)
        {
            case Phase.Before when blank: return true;
            case Phase.Before when next == '`':
                fenced = true;
                phase = Phase.Ticks;
                ticks = 1;
                return true;
            case Phase.Ticks when next == '`': return ++ticks <= 3;
            case Phase.Ticks when ticks < 3: return false;
            case Phase.Ticks or Phase.Info when info < FenceInfo.Length && char.ToLowerInvariant(next) == FenceInfo[info]:
                phase = Phase.Info;
                info++;
                return true;
            case Phase.Info when info < FenceInfo.Length: return false;
            case Phase.Ticks or Phase.Info or Phase.InFence when blank:
                phase = Phase.InFence;
                return true;
            case Phase.Before or Phase.Ticks or Phase.Info or Phase.InFence:
                phase = Phase.Json;
                start = held.Length - 1;
                isArray = next == '[';
                return json.Accept(next);
            case Phase.Json: return InJson(next);
            case Phase.After when blank: return true;
            case Phase.After when fenced && next == '`':
                phase = Phase.ClosingTicks;
                ticks = 1;
                return true;
            case Phase.ClosingTicks when next == '`': return ++ticks <= 3;
            case Phase.ClosingTicks or Phase.Closed when blank && ticks == 3:
                phase = Phase.Closed;
                return true;
            default: return false;
        }
    }

    private bool InJson(char next)
    {
        int outside = json.Depth;
        bool wasString = json.InString;
        if (!json.Accept(next)) return false;
        if (json.IsComplete)
        {
            phase = Phase.After;
            end = held.Length;
            return true;
        }
        int callDepth = isArray ? 2 : 1;
        if (outside < callDepth) return next is '{' or ',' or ']' || char.IsWhiteSpace(next);      // an array of objects only
        if (outside > callDepth || !(wasString || json.InString)) return true;
        if (!wasString) lastString.Clear();
        else if (json.InString) lastString.Append(next);
        else return StringOfCallEnded();
        return true;
    }

    /// <summary>A key or value of a call: releases early what is the JSON of something else. What holds an escape is judged at the end.</summary>
    private bool StringOfCallEnded()
    {
        var text = lastString.ToString();
        if (text.Contains('\\')) return true;
        if (!json.IsKey) return !nameFollows || tools.Contains(text);
        nameFollows = text == "name";
        return text is "name" or "arguments";
    }

    private List<ToolCallPart>? CallsFrom(JsonElement root)
    {
        IEnumerable<JsonElement> elements = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root];
        var calls = new List<ToolCallPart>();
        foreach (var element in elements)
        {
            if (tools.CallFrom(element) is not { } call) return null;
            if (element.EnumerateObject().Any(member => member.Name is not ("name" or "arguments"))) return null;
            calls.Add(call with { ArgumentsJson = WithoutLeadingSpaces(call.ArgumentsJson) });
        }
        return calls.Count > 0 ? calls : null;
    }

    /// <summary>Drops one leading space of every string value: a trimmed vocabulary may know a name only with the space before it.</summary>
    private static string WithoutLeadingSpaces(string arguments)
    {
        var scanner = new JsonScanner();
        var text = new StringBuilder(arguments.Length);
        bool valueStarts = false;
        foreach (char next in arguments)
        {
            if (!(valueStarts && next == ' ')) text.Append(next);
            bool wasString = scanner.InString;
            scanner.Accept(next);
            valueStarts = !wasString && scanner.InString && !scanner.IsKey;
        }
        return text.ToString();
    }
}
