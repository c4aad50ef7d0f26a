namespace Zhiyan.Knowledge.Reading;

/// <summary>The reasons in English: what is wrong, and what to do.</summary>
public static class ReasonTexts
{
    public static string English(ReasonCode code) => code switch
    {
        ReasonCode.Other => "{0}",

        ReasonCode.Empty => "it is empty.",
        ReasonCode.NoText => "there is no text in it.",
        ReasonCode.NoTextInPicture => "no text was found in the picture.",
        ReasonCode.Unopened => "it could not be opened: {0}",

        ReasonCode.Encrypted => "it is protected by a password; save a copy without one, and add that.",
        ReasonCode.EncryptedInArchive => "it is protected by a password; unpack it, and add it without.",
        ReasonCode.SealedBook => "it is locked to its seller's reading program; add a copy without that lock.",

        ReasonCode.UnknownFormat => "it is of a format that is not read here; save it as PDF, .docx or text, and add that.",
        ReasonCode.OldProgram => "it is a file of an old program that is not read here; save it as .docx, .pdf or text, and add that.",
        ReasonCode.OldWord => "it was made by a Word older than 97; open it in Word or LibreOffice, save it as .docx, and add that.",
        ReasonCode.OldPowerPoint => "it is in PowerPoint's format of before 2007; open it in PowerPoint or LibreOffice, save it as .pptx, and add that.",
        ReasonCode.BinaryWorkbook => "it is a binary workbook (.xlsb); save it as .xlsx, and add that.",
        ReasonCode.Recording => "it is a recording; add its transcript.",
        ReasonCode.DatabaseFile => "it is a database; export its tables as CSV, and add those.",
        ReasonCode.ProgramFile => "it is a program.",

        ReasonCode.Damaged => "it is damaged, or not what its name says; open it in the program that made it, save it again, and add that.",
        ReasonCode.DamagedArchive => "the archive is damaged or cut short; download or pack it again.",
        ReasonCode.DamagedInArchive => "it is damaged within the archive; pack it again.",
        ReasonCode.DamagedPicture => "the picture cannot be decoded; open it in a picture viewer and save it again as PNG or JPEG.",
        ReasonCode.DamagedPages => "none of its pages can be read; save it again from the program that made it.",
        ReasonCode.MissingPart => "its part '{0}' is missing; save it again from the program that made it.",
        ReasonCode.NoMail => "it has neither a sender nor a subject nor a text; save the mail again as .eml.",

        ReasonCode.FileTooLarge => "it has {0} bytes, and {1} are read; split it into parts.",
        ReasonCode.TextTooLong => "it holds more than {0} characters; split it into parts.",
        ReasonCode.TooManyPages => "it has more than {0} pages; split it into parts.",
        ReasonCode.TooManyCells => "it has more than {0} cells; split it, or delete what is empty.",
        ReasonCode.TooManyFiles => "it holds more than {0} files; unpack it, and add what matters.",
        ReasonCode.TooMuchUnpacked => "it comes to more than {0} bytes when unpacked; unpack it, and add what matters.",
        ReasonCode.NestedTooDeep => "its parts are nested more than {0} deep.",
        ReasonCode.TooDeepInFiles => "it lies too deep in other files; unpack them, and add what matters.",
        ReasonCode.PictureTooLarge => "a picture of {0} × {1} pixels is larger than {2} pixels; make it smaller.",
        ReasonCode.TookTooLong => "it, or a part of it, takes more than {0} seconds to be read; save it again from the program that made it, or split it into parts.",

        ReasonCode.HeldUp => "{0} files before it took too long and are still being read; it is read once one of them ends, or the program is started again.",

        ReasonCode.PageUnread => "page {0} cannot be read.",
        ReasonCode.PageTooDense => "page {0} has {1} letters; {2} of them are read.",
        ReasonCode.PagePictureUnread => "page {0}: a picture in the format {1} cannot be decoded.",
        ReasonCode.PagePictureTooLarge => "page {0}: a picture of {1} × {2} pixels is too large to be read.",
        ReasonCode.PageNotesUnread => "page {0}: its links and comments cannot be read.",
        ReasonCode.SlideMissing => "slide {0} is missing.",
        ReasonCode.PartMissing => "the part '{0}' is missing.",
        ReasonCode.ForeignPart => "a part that was put in from another file is not read.",
        ReasonCode.OldWordInPart => "of a document in the old format .doc the words are read, without headings and pictures, and rows with empty cells may come apart; save it as .docx for the whole.",
        ReasonCode.MarkdownNested => "its quotes or lists are nested too deeply to be told apart; it was read as plain text.",
        ReasonCode.TooManyAttachments => "only {0} attachments are read.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
