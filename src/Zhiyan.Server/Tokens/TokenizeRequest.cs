using System.ComponentModel;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.Tokens;

/// <summary>The body of POST /tokenize.</summary>
internal sealed class TokenizeRequest(Field body)
{
    public string? Model { get; } = body["model"].Text();

    [Mandatory]
    public string Content { get; } = body["content"].Text() ?? throw body["content"].Missing();

    [Description("Put around the text what the model's file says.")]
    public bool AddSpecial { get; } = body["add_special"].Flag() ?? false;

    [Description("The spelling of a control token is that token; without this it is text like any other.")]
    public bool ParseSpecial { get; } = body["parse_special"].Flag() ?? false;

    [Description("Give each token as {id, piece}.")]
    public bool WithPieces { get; } = body["with_pieces"].Flag() ?? false;
}
