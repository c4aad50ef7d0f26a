using Zhiyan.Knowledge.WholeDocuments;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>What is to be said of a job.</summary>
public enum ReadStage
{
    Waiting,
    Reading,

    /// <summary>What came of the parts becomes one, and is checked.</summary>
    Joining,
    Stopped,

    /// <summary>Its end was reached, and parts were left out.</summary>
    Incomplete,
    Done,
}

internal static class ReadStages
{
    /// <param name="progress">Null for a job that nobody is at.</param>
    public static ReadStage Of(ReadJob job, ReadProgress? progress) => job.Stage switch
    {
        JobStage.Queued => progress is null ? ReadStage.Waiting : progress.IsJoining ? ReadStage.Joining : ReadStage.Reading,
        JobStage.Stopped => ReadStage.Stopped,
        JobStage.Incomplete => ReadStage.Incomplete,
        _ => ReadStage.Done,
    };
}
