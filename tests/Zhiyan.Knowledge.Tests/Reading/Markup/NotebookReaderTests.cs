using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Markup;

public sealed class NotebookReaderTests
{
    [Fact]
    public void Cells_are_Markdown_or_code_with_what_they_printed()
    {
        const string notebook = """
            {"cells": [
              {"cell_type": "markdown", "source": ["# 分析\n", "\n", "First words."]},
              {"cell_type": "code", "source": "print(1 + 1)", "outputs": [{"output_type": "stream", "text": ["2\n"]}, {"data": {"text/plain": "<Figure>", "image/png": "iVBOR"}}]}
            ], "metadata": {}, "nbformat": 4}
            """;

        var document = Documents.Read("a.ipynb", notebook);

        Assert.Equal("分析", document.Title);
        Assert.Equal(["Heading1: # 分析", "Paragraph: First words.", "Code: print(1 + 1)", "Code: 2", "Code: <Figure>"], Documents.Lines(document));
    }

    [Fact]
    public void What_is_no_notebook_is_damaged() => Assert.Equal(ReasonCode.Damaged, Documents.Refusal("a.ipynb", "{\"cells\": ["u8.ToArray()).Reason.Code);
}
