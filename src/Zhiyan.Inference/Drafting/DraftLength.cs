namespace Zhiyan.Inference.Drafting;

/// <summary>
/// How many tokens to guess at the next step, from how the last guesses went: more after right ones, and a pause that doubles after wrong ones,
/// so that a text nobody can guess costs next to nothing.
/// </summary>
internal sealed class DraftLength
{
    public const int Most = 7;

    private const int LongestPause = 32;

    private int length = 3;
    private int pause = 1;
    private int wait;

    /// <summary>Guesses wanted now; 0 in a pause.</summary>
    public int Next() => wait > 0 && wait-- > 0 ? 0 : length;

    public void Tell(int drafted, int accepted)
    {
        if (drafted == 0) return;
        if (accepted == drafted) length = Math.Min(Most, 2 * length);
        else length = Math.Clamp(accepted + 1, 1, Most);
        if (accepted > 0) pause = 1;
        else (wait, pause) = (pause, Math.Min(LongestPause, 2 * pause));
    }
}
