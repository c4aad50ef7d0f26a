namespace Zhiyan.Server.People;

/// <summary>Why something about people, or about what is theirs, could not be done. Pages say it in their own words.</summary>
internal enum Problem
{
    /// <summary>Unknown, locked and disabled sound the same, so that nobody learns who has an account.</summary>
    WrongPassword,
    TooManyTries,
    NameInvalid,
    NameTaken,
    PasswordTooShort,
    PasswordTooLong,
    PasswordNeeded,
    LinkInvalid,
    LastAdmin,
    OwnPasswordFirst,
    CodeWrong,
    TooMany,
    ProviderInvalid,
    NotAlone,
    LibraryName,
    LibraryNameTaken,
    PlaceMissing,
    PlaceOwn,
    PeopleMissing,
    PersonUnknown,
    ReadInvalid,
    ReadQueue,
}
