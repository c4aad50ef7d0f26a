using System.Text;

namespace Zhiyan.Knowledge.Checking;

/// <summary>Width and case made one; what is used where no table of traditional characters is given.</summary>
internal static class PlainFolding
{
    public static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}
