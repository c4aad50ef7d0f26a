namespace Zhiyan.Knowledge.Answering;

/// <summary>All of more passages would have to be read for a question than can be.</summary>
public sealed class TooMuchToReadException(int passages) : ArgumentException(
    $"all of {passages:N0} passages would have to be read for this question, and at most {AskRequest.MostFullTextPassages:N0} can be; name fewer documents, ask by what is found, or have a whole document read.");
