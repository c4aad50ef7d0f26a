namespace Zhiyan.Knowledge.Checking;

/// <summary>The longest run of characters that two texts share.</summary>
internal static class CommonRun
{
    /// <summary>In UTF-16 units. Takes time in proportion to the product of the lengths, and memory to the first.</summary>
    public static int Length(string one, string other)
    {
        var ending = new int[one.Length + 1];
        int longest = 0;
        foreach (char c in other)
        {
            for (int at = one.Length; at > 0; at--)
            {
                ending[at] = one[at - 1] == c ? ending[at - 1] + 1 : 0;
                if (ending[at] > longest) longest = ending[at];
            }
        }
        return longest;
    }
}
