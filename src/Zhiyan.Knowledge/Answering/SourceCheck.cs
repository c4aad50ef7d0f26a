using System.Security.Cryptography;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// Looks again at what an answer cites. A quote that its document still has, be it elsewhere, is cited where it stands now; of one that is gone, the fault is noted: what the source says is
/// not known any more, which is not that it says otherwise.
/// </summary>
internal sealed class SourceCheck(Library library)
{
    /// <param name="looksAtFiles">Also whether the files that the documents were read from are still there, and still the same.</param>
    public Answer Check(Answer answer, bool looksAtFiles)
    {
        var known = answer.Claims.SelectMany(claim => claim.Evidence).Distinct().ToDictionary(evidence => evidence, evidence => Check(evidence, looksAtFiles));
        return answer with { Claims = [.. answer.Claims.Select(claim => claim with { Evidence = [.. claim.Evidence.Select(evidence => known[evidence])] })] };
    }

    private Evidence Check(Evidence evidence, bool looksAtFiles)
    {
        if (Now(evidence.Document) is not { } document) return evidence with { Fault = SourceFault.Removed };
        var content = library.Read(document.Id);
        if (Place(content.Text, evidence) is not { } start) return evidence with { Fault = SourceFault.Rewritten };
        return evidence with
        {
            Document = document, Start = start, End = start + evidence.Quote.Length, Page = new PageFinder(content.Pages).At(start), Fault = looksAtFiles ? FileFault(document) : null,
        };
    }

    /// <summary>The version of a document that is valid now, under its path or, moved, under another.</summary>
    private DocumentEntry? Now(DocumentEntry cited)
    {
        var valid = library.Documents.All.Where(entry => entry is { ValidTo: null, State: DocumentState.Readable }).ToList();
        return valid.Find(entry => entry.Id == cited.Id) ?? valid.Find(entry => entry.Path == cited.Path) ?? valid.Find(entry => entry.Hash == cited.Hash);
    }

    /// <summary>Where it was, else the one other place that has it.</summary>
    private static int? Place(string text, Evidence evidence)
    {
        var quote = evidence.Quote;
        if (quote.Length == 0) return null;
        if (evidence.Start >= 0 && evidence.Start <= text.Length && text.AsSpan(evidence.Start).StartsWith(quote, StringComparison.Ordinal)) return evidence.Start;
        int first = text.IndexOf(quote, StringComparison.Ordinal);
        return first >= 0 && text.IndexOf(quote, first + 1, StringComparison.Ordinal) < 0 ? first : null;
    }

    private SourceFault? FileFault(DocumentEntry document)
    {
        if (library.Sources.FirstOrDefault(source => source.Id == document.Source)?.Place is not { } root) return SourceFault.FileMissing;
        // What lies in an archive is as its archive is.
        for (var path = document.Path; path.Length > 0; path = path[..Math.Max(path.LastIndexOf('/'), 0)])
        {
            var file = new FileInfo(File.Exists(root) && Path.GetFileName(root) == path ? root : Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar)));
            if (!file.Exists) continue;
            var read = library.Documents.All.FirstOrDefault(entry => entry.ValidTo is null && entry.Source == document.Source && entry.Path == path);
            return read is not null && IsSame(file, read) ? null : SourceFault.FileChanged;
        }
        return SourceFault.FileMissing;
    }

    private static bool IsSame(FileInfo file, DocumentEntry read)
    {
        if (file.Length != read.Bytes) return false;
        if (new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds() == read.Modified.ToUnixTimeMilliseconds()) return true;
        try
        {
            using var content = file.OpenRead();
            return Convert.ToHexStringLower(SHA256.HashData(content)) == read.Hash;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
