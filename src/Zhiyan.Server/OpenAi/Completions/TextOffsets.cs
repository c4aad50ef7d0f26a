using System.Text;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>Where each token of a text begins, in UTF-16 code units; one that begins inside a character begins where that does.</summary>
internal sealed class TextOffsets(IReplyEngine engine)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private int length;

    public int Next(int token)
    {
        var begins = length;
        var bytes = engine.BytesOf(token);
        var text = new char[decoder.GetCharCount(bytes, flush: false)];
        length += decoder.GetChars(bytes, text, flush: false);
        return begins;
    }
}
