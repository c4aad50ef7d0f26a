namespace Zhiyan.Inference.Templates.Text;

/// <summary>The order of strings by code points, in which a surrogate pair comes after every single unit.</summary>
internal static class CodePointOrder
{
    public static int Compare(string left, string right)
    {
        int shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length) return left.Length.CompareTo(right.Length);
        char a = left[shared], b = right[shared];
        bool high = char.IsSurrogate(a);
        return high == char.IsSurrogate(b) ? a.CompareTo(b) : high ? 1 : -1;
    }
}
