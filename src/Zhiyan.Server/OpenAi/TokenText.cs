using System.Text;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.OpenAi;

/// <summary>How a single token is shown: as text where its bytes are whole characters, else in OpenAI's form <c>bytes:\xe4\xb8</c>.</summary>
internal readonly record struct TokenText(string Text, byte[] Bytes)
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TokenText Of(IReplyEngine engine, int token)
    {
        var bytes = engine.BytesOf(token);
        return new TokenText(AsText(bytes) ?? $"bytes:{string.Concat(bytes.Select(value => $"\\x{value:x2}"))}", bytes);
    }

    /// <summary>Null where the bytes begin or end inside a character.</summary>
    public static string? AsText(byte[] bytes)
    {
        try
        {
            return strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
