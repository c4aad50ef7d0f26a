namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>Bytes that may still be unpacked: one budget for a file and all that lies within it, until somebody ends the reading. One thread.</summary>
internal sealed class UnpackedBudget(long whole, CancellationToken cancellation)
{
    private long taken;

    public void Check(long more)
    {
        if (more > whole - taken) throw new DocumentException(ReasonCode.TooMuchUnpacked, whole);
    }

    public void Take(long more)
    {
        cancellation.ThrowIfCancellationRequested();
        Check(more);
        taken += more;
    }
}
