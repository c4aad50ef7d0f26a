namespace Zhiyan.Inference.ToolCalls.Formats;

/// <summary>
/// Hermes 2 Pro, Qwen 2.5 and Qwen 3: <c>&lt;tool_call&gt;{"name", "arguments"}&lt;/tool_call&gt;</c>, once for each call. The end marker
/// may be missing where the reply ends.
/// </summary>
internal sealed class HermesFormat : CallFormat
{
    public override string CallMarker => "<tool_call>";

    public override CallReader Read(OfferedTools tools) => new Reader(tools);

    private sealed class Reader(OfferedTools tools) : CallReader
    {
        private const string EndMarker = "</tool_call>";

        private readonly JsonScanner json = new();
        private int start = -1;     // of the JSON
        private int at;
        private ToolCallPart? call;

        public override IReadOnlyList<ToolCallPart> Calls => [call!];

        public override int Length => at;

        public override CallState Advance(ReadOnlySpan<char> text, bool ended)
        {
            var state = call is null ? ReadJson(text) : CallState.Call;
            if (state == CallState.Call) state = ReadEnd(text, ended);
            return ended && state == CallState.Open ? CallState.Text : state;
        }

        private CallState ReadJson(ReadOnlySpan<char> text)
        {
            if (start < 0)
            {
                SkipBlanks(text);
                if (at == text.Length) return CallState.Open;
                if (text[at] != '{') return CallState.Text;
                start = at;
            }
            while (at < text.Length)
            {
                if (!json.Accept(text[at++])) return CallState.Text;
                if (!json.IsComplete) continue;
                call = CallJson.Read(text[start..at], tools.CallFrom);
                return call is null ? CallState.Text : CallState.Call;
            }
            return CallState.Open;
        }

        private CallState ReadEnd(ReadOnlySpan<char> text, bool ended)
        {
            SkipBlanks(text);
            var rest = text[at..];
            if (rest.StartsWith(EndMarker))
            {
                at += EndMarker.Length;
                return CallState.Call;
            }
            if (!EndMarker.AsSpan().StartsWith(rest)) return CallState.Text;      // something follows the JSON
            if (ended) at = text.Length;
            return ended ? CallState.Call : CallState.Open;
        }

        private void SkipBlanks(ReadOnlySpan<char> text)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }
    }
}
