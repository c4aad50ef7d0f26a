namespace Zhiyan.Server.OpenAi;

internal static class Logprob
{
    /// <summary>JSON has no infinity; OpenAI writes this for a token that is out of the question.</summary>
    private const double Least = -9999;

    public static double Of(double logprob) => double.IsFinite(logprob) ? Math.Max(logprob, Least) : Least;
}
