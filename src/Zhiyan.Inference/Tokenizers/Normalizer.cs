using System.Text;
using Zhiyan.Inference.Formats;

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

    /// <summary>A Unicode normalisation form.</summary>
    public sealed class Form : Normalizer
    {
        /// <summary>A noncharacter that .NET will not normalise; it composes with nothing, so the text is cut there.</summary>
        private const char Refused = '\uFFFE';

        /// <summary>False where .NET runs without Unicode tables (<c>InvariantGlobalization</c>), and then silently changes nothing.</summary>
        private static readonly bool isAvailable = "e\u0301".Normalize(NormalizationForm.FormC).Length == 1;

        private readonly NormalizationForm form;

        private Form(NormalizationForm form) => this.form = form;

        /// <param name="path">The model, for the message where this process cannot do it.</param>
        public static Form Of(string path, NormalizationForm form) => isAvailable
            ? new Form(form)
            : throw new ModelFormatException(
                $"{path}: the tokenizer wants Unicode normalisation, which this process lacks; install ICU and leave InvariantGlobalization off.");

        public override string Apply(string text) =>
            text.Contains(Refused) || text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0
                ? string.Join(Refused, WellFormed(text).Split(Refused).Select(part => part.Normalize(form)))
                : text.Normalize(form);

        /// <summary>The round trip puts U+FFFD for half a surrogate pair, at which .NET would throw.</summary>
        private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Drops white space, or only spaces, at the ends.</summary>
    public sealed class Trim(bool left, bool right, bool onlySpaces) : Normalizer
    {
        public override string Apply(string text)
        {
            int start = 0, end = text.Length;
            while (left && start < end && Goes(text[start])) start++;
            while (right && end > start && Goes(text[end - 1])) end--;
            return text[start..end];
        }

        private bool Goes(char unit) => onlySpaces ? unit == ' ' : char.IsWhiteSpace(unit);
    }

    /// <summary>Makes one space of several.</summary>
    public sealed class SingleSpaces : Normalizer
    {
        public override string Apply(string text)
        {
            if (!text.Contains("  ", StringComparison.Ordinal)) return text;
            var written = new StringBuilder(text.Length);
            foreach (var unit in text)
                if (unit != ' ' || written.Length == 0 || written[^1] != ' ') written.Append(unit);
            return written.ToString();
        }
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
