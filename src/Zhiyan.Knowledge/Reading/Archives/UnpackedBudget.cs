namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>Bytes that may still be unpacked: one budget for a file and all that lies within it. One thread.</summary>
internal sealed class UnpackedBudget(long whole)
{
    private long taken;

    public void Check(long more)
    {
        if (more > whole - taken) throw new DocumentException(ReasonCode.TooMuchUnpacked, whole);
    }

    public void Take(long more)
    {
        Check(more);
        taken += more;
    }
}
