namespace Zhiyan.Knowledge.Reading;

/// <summary>A file that cannot be read. It does not name the file: who reports it does.</summary>
public sealed class DocumentException(Reason reason, Exception? cause = null) : Exception(reason.ToString(), cause)
{
    internal DocumentException(ReasonCode code, params ReadOnlySpan<object> values) : this(Reason.Of(code, values)) { }

    public Reason Reason => reason;
}
