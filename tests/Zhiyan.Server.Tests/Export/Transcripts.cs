using Zhiyan.Server.Export;
using Zhiyan.Server.Export.Docx;
using Zhiyan.Server.Export.Fonts;
using Zhiyan.Server.Export.Html;
using Zhiyan.Server.Export.Pdf;

namespace Zhiyan.Server.Tests.Export;

/// <summary>Chats to export, and the writers with the fonts that the build put beside the tests.</summary>
internal static class Transcripts
{
    public const string EveryElement = """
        # 快速排序 Quicksort

        一种**分而治之**的*排序*算法，~~冒泡更快~~，调用 `sort(items)`，平均 $O(n \log n)$。见[百科](https://example.org/wiki?a=1&b=2)，<https://example.org/bare>。

        3. 第三步
           - 内层圆点
        4. 第四步

        - [x] 写完代码
        - [ ] 测量性能

        > 过早的优化是万恶之源。

        | 算法 | 平均 | 说明 |
        |:-----|:----:|-----:|
        | 归并 | nlogn | 需要额外空间 |

        ```python
        def f(x):
            return x < 1  # 注释
        ```

        $$
        T(n) = 2T(n/2) + n
        $$

        ---

        图片 ![一只猫](https://example.org/cat.png)，坏链接 [点我](javascript:alert(1))，<b>不是粗体</b>。表情 😀，α ∀ ☑。
        """;

    public static readonly DateTimeOffset At = new(2026, 3, 14, 9, 26, 0, TimeSpan.FromHours(8));

    private static readonly DocumentFonts Fonts = new(Path.Combine(AppContext.BaseDirectory, "web", "fonts"));

    public static ITranscriptWriter Pdf => new PdfTranscript(Fonts);

    public static ITranscriptWriter Docx => new DocxTranscript(Fonts);

    public static ITranscriptWriter Html => new HtmlTranscript();

    public static ITranscriptWriter Markdown => new MarkdownTranscript();

    public static TheoryData<string> Formats => [".pdf", ".docx", ".html", ".md"];

    public static ITranscriptWriter Writer(string extension) => ((ITranscriptWriter[])[Pdf, Docx, Html, Markdown]).Single(writer => writer.Extension == extension);

    public static Transcript Of(params IEnumerable<string> messages) => new("排序 & <sorting>", At, "zh-Hans", new("思考过程", "附件", "第 {0} 页，共 {1} 页"),
        [.. messages.Select((text, index) => new TranscriptTurn(index % 2 == 0 ? TurnRole.User : TurnRole.Assistant, index % 2 == 0 ? "你" : "zhiyan-mini", At, text))]);

    public static Transcript Whole => Of("请讲讲快速排序", EveryElement) is var plain
        ? plain with { Turns = [plain.Turns[0] with { Files = [new("笔记.pdf", 1536)] }, plain.Turns[1] with { Reasoning = "先想*直觉*。\n\n再想证明。" }] }
        : null!;

    public static byte[] Written(this ITranscriptWriter writer, Transcript transcript)
    {
        using var output = new MemoryStream();
        writer.Write(transcript, output);
        return output.ToArray();
    }
}
