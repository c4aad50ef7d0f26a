namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>A file in an archive, not yet unpacked: that is done before the next one is asked for. It throws a <see cref="DocumentException"/>, or what its format throws for damage.</summary>
internal sealed record PackedFile(string Name, Func<byte[]> Unpack);
