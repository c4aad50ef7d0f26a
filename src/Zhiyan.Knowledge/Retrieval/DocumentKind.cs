namespace Zhiyan.Knowledge.Retrieval;

/// <summary>What a person takes a document for, by the ending of its name.</summary>
public enum DocumentKind
{
    /// <summary>Plain text, Markdown, source code: whatever has no kind of its own.</summary>
    Text,
    Pdf,

    /// <summary>Word, OpenDocument text, RTF.</summary>
    Word,

    /// <summary>Excel, OpenDocument, tables as text.</summary>
    Sheet,
    Slides,
    Book,
    WebPage,
    Mail,
    Picture,
}

internal static class DocumentKinds
{
    public static DocumentKind Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".pdf" => DocumentKind.Pdf,
        ".docx" or ".docm" or ".dotx" or ".doc" or ".dot" or ".odt" or ".ott" or ".rtf" => DocumentKind.Word,
        ".xlsx" or ".xlsm" or ".xlsb" or ".xls" or ".ods" or ".csv" or ".tsv" or ".tab" => DocumentKind.Sheet,
        ".pptx" or ".pptm" or ".ppsx" or ".odp" => DocumentKind.Slides,
        ".epub" => DocumentKind.Book,
        ".html" or ".htm" or ".xhtml" or ".shtml" => DocumentKind.WebPage,
        ".eml" or ".mbox" or ".mht" or ".mhtml" => DocumentKind.Mail,
        ".png" or ".jpg" or ".jpeg" or ".webp" or ".bmp" or ".dib" or ".gif" => DocumentKind.Picture,
        _ => DocumentKind.Text,
    };
}
