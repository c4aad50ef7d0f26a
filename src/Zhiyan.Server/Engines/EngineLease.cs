namespace Zhiyan.Server.Engines;

/// <summary>A loaded model in use: it stays in memory until this is disposed.</summary>
internal sealed class EngineLease(string modelId, IReplyEngine engine, Action end) : IDisposable
{
    public string ModelId => modelId;

    public IReplyEngine Engine => engine;

    public void Dispose() => end();
}
