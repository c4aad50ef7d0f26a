using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Zhiyan.Cli.Interaction;

/// <summary>Where a verb reads and writes: the process's streams in UTF-8, or strings in a test. Colours only where a person looks.</summary>
internal sealed class Terminal(TextReader input, TextWriter output, TextWriter error)
{
    private const int WidthWithoutTerminal = 160;

    /// <summary>How JSON is written for machines.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,       // "-Infinity" is a log-probability too
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // Chinese stays readable; nothing here goes into HTML
    };

    public TextReader In => input;

    public TextWriter Out => output;

    public TextWriter Error => error;

    public bool IsInputInteractive { get; init; }

    public bool IsOutputInteractive { get; init; }

    public bool IsErrorInteractive { get; init; }

    private static bool WantsColour => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(
            new StreamReader(Console.OpenStandardInput(), utf8),
            new StreamWriter(Console.OpenStandardOutput(), utf8),
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true })
        {
            IsInputInteractive = !Console.IsInputRedirected,
            IsOutputInteractive = !Console.IsOutputRedirected,
            IsErrorInteractive = !Console.IsErrorRedirected,
        };
    }

    /// <summary>Text as one line of JSON, the way machines get it.</summary>
    public static string ToJson(object value) => JsonSerializer.Serialize(value, Json);

    /// <summary>Text that came from a model or a file, without what could drive the terminal.</summary>
    public static string Printable(string text) => text.All(MayPass) ? text : string.Concat(text.Where(MayPass));

    public void WriteJson(object value) => output.WriteLine(ToJson(value));

    /// <summary>Text as it comes, seen at once.</summary>
    public void Stream(string text)
    {
        output.Write(IsOutputInteractive ? Printable(text) : text);
        output.Flush();
    }

    /// <summary>The same, dimly.</summary>
    public void StreamDim(string text)
    {
        output.Write(Dim(Printable(text)));
        output.Flush();
    }

    /// <summary>A remark beside the text, for a person only.</summary>
    public void Remark(string text)
    {
        if (!IsOutputInteractive) return;
        output.WriteLine(Dim(text));
        output.Flush();
    }

    public string Dim(string text) => IsOutputInteractive && WantsColour ? $"\e[2m{text}\e[22m" : text;

    /// <summary>A table or the like: with colours on a terminal, plain and as wide as it needs to be elsewhere.</summary>
    public void Write(IRenderable drawing)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = IsOutputInteractive && WantsColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = IsOutputInteractive && WantsColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = IsOutputInteractive ? Math.Max(40, Console.WindowWidth) : WidthWithoutTerminal;
        console.Profile.Capabilities.Unicode = true;
        console.Write(drawing);
    }

    /// <summary>A line about the work on standard error.</summary>
    public void Note(string text) => error.WriteLine($"zhiyan: {text}");

    /// <summary>What went wrong, in one line.</summary>
    public void Fail(string message)
    {
        output.Flush();
        var lines = message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Note(Printable(string.Join(' ', lines)));
    }

    private static bool MayPass(char character) => character is '\n' or '\t' || !char.IsControl(character);
}
