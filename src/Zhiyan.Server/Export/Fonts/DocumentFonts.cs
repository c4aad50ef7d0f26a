using System.Text.Json;

namespace Zhiyan.Server.Export.Fonts;

/// <summary>The faces that exported documents are set in, from the folder that the build makes; read at the first export, then shared.</summary>
internal sealed class DocumentFonts(string folder)
{
    private readonly Lazy<IReadOnlyDictionary<string, FontFace>> faces = new(() => Open(folder));

    public FontFace Sans => faces.Value["sans-400"];

    public FontFace SansBold => faces.Value["sans-700"];

    public FontFace Mono => faces.Value["mono-400"];

    public FontFace Emoji => faces.Value["emoji-400"];

    private static Dictionary<string, FontFace> Open(string folder)
    {
        var list = Path.Combine(folder, "faces.json");
        if (!File.Exists(list))
            throw new FileNotFoundException($"The fonts of exported documents are missing: {list}. Build the server again, its build makes them.", list);
        using var stream = File.OpenRead(list);
        var named = JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream) ?? [];
        return named.ToDictionary(face => face.Key, face => new FontFace(face.Key, [.. face.Value.Select(file => new WoffFont(Path.Combine(folder, file)))]));
    }
}
