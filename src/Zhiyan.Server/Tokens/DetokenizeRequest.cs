using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.Tokens;

/// <summary>The body of POST /detokenize.</summary>
internal sealed class DetokenizeRequest(Field body)
{
    private const int Most = 1 << 22;

    public string? Model { get; } = body["model"].Text();

    [Mandatory]
    public IReadOnlyList<int> Tokens { get; } = body["tokens"].IsMissing
        ? throw body["tokens"].Missing()
        : [.. body["tokens"].Items(Most).Select(token => token.Count(0, int.MaxValue) ?? throw token.Wrong("a token id"))];
}
