using Zhiyan.Knowledge.Reading;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class DocumentStretchTests
{
    [Fact]
    public void The_range_is_marked_in_every_block_that_it_touches()
    {
        var document = new Document { Text = "Title\nOne two.\nThree.", Blocks = [new(BlockKind.Heading, 0, 5, 1), new(BlockKind.Paragraph, 6, 14), new(BlockKind.ListItem, 15, 21, 1)] };

        var stretch = DocumentStretch.Of(document, 10, 18, null);

        Assert.Equal(["heading", "text", "item"], stretch.Parts.Select(part => part.Kind));
        Assert.Equal(["two.", "Thr"], stretch.Parts.SelectMany(part => part.Runs).Where(run => run.IsMarked).Select(run => run.Text));
        Assert.Equal([true, false], stretch.Parts.SelectMany(part => part.Runs).Where(run => run.IsMarked).Select(run => run.IsFirst));
        Assert.Equal("TitleOne two.Three.", string.Concat(stretch.Parts.SelectMany(part => part.Runs).Select(run => run.Text)));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(9, 5)]
    [InlineData(-1, 5)]
    [InlineData(5, 100)]
    [InlineData(null, 5)]
    public void A_range_that_is_none_marks_nothing(int? start, int? end)
    {
        var document = new Document { Text = "One two three.", Blocks = [new(BlockKind.Paragraph, 0, 14)] };

        var stretch = DocumentStretch.Of(document, start, end, null);

        Assert.Null(stretch.Mark);
        Assert.DoesNotContain(stretch.Parts.SelectMany(part => part.Runs), run => run.IsMarked);
    }

    [Fact]
    public void A_long_document_is_shown_around_the_range_and_no_character_is_cut()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 40_000));
        var document = new Document { Text = text };

        var stretch = DocumentStretch.Of(document, 60_000, 60_004, null);
        var later = DocumentStretch.Of(document, null, null, stretch.To);

        Assert.InRange(60_000, stretch.From, stretch.To);
        Assert.InRange(stretch.To - stretch.From, DocumentStretch.Length / 2, DocumentStretch.Length * 2);
        Assert.All(stretch.Parts.Concat(later.Parts).SelectMany(part => part.Runs), run => Assert.Equal(run.Text, run.Text.Normalize()));
        Assert.Equal(stretch.To, later.From);
    }

    [Fact]
    public void Boxes_are_those_of_the_range_and_a_run_that_it_cuts_is_cut()
    {
        var document = new Document
        {
            Text = "0123456789abcdefghij", Pages = [new(1, 0, 10, 200, 100), new(2, 10, 20, 200, 100)],
            Places = [new(0, 10, 1, new Box(0, 0, 100, 10)), new(10, 20, 2, new Box(10, 20, 110, 30))],
        };

        var across = DocumentPlaces.Of(document, 5, 12, hasOriginal: true);
        var nowhere = DocumentPlaces.Of(document, 12, 12, hasOriginal: true);

        Assert.Equal([new(1, 50, 0, 100, 10), new(2, 10, 20, 30, 30)], across.Boxes);
        Assert.Equal((1, 2), (across.Page, nowhere.Page));
        Assert.Empty(nowhere.Boxes);
    }

    [Fact]
    public void Words_of_a_line_become_one_box_and_lines_stay_apart()
    {
        var document = new Document
        {
            Text = "one two three", Pages = [new(1, 0, 13, 200, 100)],
            Places = [new(0, 3, 1, new Box(10, 10, 30, 20)), new(4, 7, 1, new Box(34, 11, 50, 21)), new(8, 13, 1, new Box(10, 30, 40, 40))],
        };

        var places = DocumentPlaces.Of(document, 0, 13, hasOriginal: false);

        Assert.Equal([new(1, 10, 10, 50, 21), new(1, 10, 30, 40, 40)], places.Boxes);
    }
}
