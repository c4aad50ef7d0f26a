using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>Rewrites text before it is cut into tokens.</summary>
internal abstract class Normalizer
{
    public static Normalizer None { get; } = new InTurn([]);

    /// <summary>What SentencePiece does for most models: a space in front where asked, and U+2581 for every space.</summary>
    public static Normalizer SentencePiece(bool spaceInFront) =>
        new InTurn(spaceInFront ? [new InFront(TokenBytes.Space), new Replace(" ", TokenBytes.Space)] : [new Replace(" ", TokenBytes.Space)]);

    public abstract string Apply(string text);

    public sealed class InTurn(IReadOnlyList<Normalizer> steps) : Normalizer
    {
        public override string Apply(string text)
        {
            foreach (var step in steps) text = step.Apply(text);
            return text;
        }
    }

    /// <summary>Unicode normalisation form C.</summary>
    public sealed class Nfc : Normalizer
    {
        /// <summary>A noncharacter that .NET will not normalise; it composes with nothing, so the text is cut there.</summary>
        private const char Refused = '\uFFFE';

        /// <summary>False where .NET runs without Unicode tables (<c>InvariantGlobalization</c>), and then silently changes nothing.</summary>
        public static bool IsAvailable { get; } = "e\u0301".Normalize(NormalizationForm.FormC).Length == 1;

        public override string Apply(string text) =>
            text.Contains(Refused) || text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0
                ? string.Join(Refused, WellFormed(text).Split(Refused).Select(part => part.Normalize(NormalizationForm.FormC)))
                : text.Normalize(NormalizationForm.FormC);

        /// <summary>The round trip puts U+FFFD for half a surrogate pair, at which .NET would throw.</summary>
        private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    public sealed class InFront(string prefix) : Normalizer
    {
        public override string Apply(string text) => text.Length == 0 ? text : prefix + text;
    }

    public sealed class Replace(string from, string to) : Normalizer
    {
        public override string Apply(string text) => text.Replace(from, to, StringComparison.Ordinal);
    }
}
