using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.Checking;

/// <summary>Cuts what is to be checked into statements: a sentence after another, or after a semicolon, may be false where the first is true.</summary>
internal static class ClaimParts
{
    /// <summary>Statements that are checked apart; what goes beyond belongs to the last.</summary>
    private const int Maximum = 8;

    public static IReadOnlyList<string> Of(string claim)
    {
        var parts = new List<string>();
        foreach (var (start, end) in Sentences.Of(claim))
        {
            var part = claim[start..end];
            bool says = Terms.Of(part.ToLowerInvariant()).Count > 1;
            if (parts.Count > 0 && (!says || parts.Count == Maximum)) parts[^1] += part;
            else parts.Add(part);
        }
        return parts.Count > 0 ? parts : [claim];
    }
}
