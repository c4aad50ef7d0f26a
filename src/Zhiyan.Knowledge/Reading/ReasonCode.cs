namespace Zhiyan.Knowledge.Reading;

/// <summary>What is wrong with a file, or with something in it; <see cref="ReasonTexts"/> says it.</summary>
public enum ReasonCode
{
    /// <summary>In words alone, as earlier libraries kept it.</summary>
    Other,

    // There is nothing to read.
    Empty, NoText, NoTextInPicture, Unopened,

    // It is locked.
    Encrypted, EncryptedInArchive, SealedBook,

    // Its format is not read here.
    UnknownFormat, OldProgram, OldWord, OldPowerPoint, BinaryWorkbook, Recording, DatabaseFile, ProgramFile,

    // It is not what its name or its first bytes say.
    Damaged, DamagedArchive, DamagedInArchive, DamagedPicture, DamagedPages, MissingPart, NoMail,

    // It is beyond a limit.
    FileTooLarge, TextTooLong, TooManyPages, TooManyCells, TooManyFiles, TooMuchUnpacked, NestedTooDeep, TooDeepInFiles, PictureTooLarge, TookTooLong,

    // It is not read yet.
    HeldUp,

    // It is read, but for a part.
    PageUnread, PageTooDense, PagePictureUnread, PagePictureTooLarge, PageNotesUnread, SlideMissing, PartMissing, ForeignPart, OldWordInPart, MarkdownNested, TooManyAttachments,
}
