namespace Zhiyan.Server.Engines;

/// <summary>A loaded model in use: it stays in memory until this is disposed.</summary>
internal sealed class EngineLease<T>(string modelId, T engine, Action end) : IDisposable where T : IServedModel
{
    public string ModelId => modelId;

    public T Engine => engine;

    public void Dispose() => end();
}
