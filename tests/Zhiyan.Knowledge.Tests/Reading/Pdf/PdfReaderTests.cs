using System.Text;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Ocr;
using Zhiyan.Knowledge.Reading.Pdf;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Reading.Pdf;

public sealed class PdfReaderTests
{
    private static readonly string[] Left =
    [
        "The harbour of the old town was rebuilt after", "the great storm, with deeper docks and a long", "mole of granite that the engineers believed to",
        "be indestruc-", "tible for at least a century, as their report", "to the council of that year says so proudly and",
    ];

    private static readonly string[] Right =
    [
        "Trade returned within a few months. In the year", "that followed some 412 ships were counted, more", "than ever before; the customs house had to be",
        "enlarged twice, and the fishermen moved their", "boats to the northern shore, where they still are", "to be found today, beside the new lighthouse.",
    ];

    [Fact]
    public void Two_columns_are_read_one_after_the_other_and_cut_words_are_joined()
    {
        var file = new TestPdf().Text("A History of the Harbour", 60, 60, 18).Lines(60, 100, Left).Lines(320, 100, Right).Build();

        var document = Read(file);

        Assert.Equal(BlockKind.Heading, document.Blocks[0].Kind);
        Assert.Contains("believed to be indestructible for at least", document.Text);
        Assert.True(document.Text.IndexOf("so proudly", StringComparison.Ordinal) < document.Text.IndexOf("Trade returned", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_below_two_columns_keeps_its_rows()
    {
        var file = new TestPdf().Lines(60, 100, Left).Lines(320, 100, Right)
            .Text("Year", 60, 200).Text("Ships", 200, 200).Text("Tons", 330, 200).Text("Fees", 450, 200)
            .Text("1871", 60, 214).Text("412", 200, 214).Text("90,118", 330, 214).Text("7,020", 450, 214)
            .Text("1872", 60, 228).Text("455", 200, 228).Text("97,340", 330, 228).Text("7,911", 450, 228).Build();

        var document = Read(file);

        Assert.Contains("Year\tShips\tTons\tFees\n1871\t412\t90,118\t7,020\n1872\t455\t97,340\t7,911", document.Text);
        Assert.Equal([BlockKind.TableHead, BlockKind.TableRow, BlockKind.TableRow], document.Blocks.TakeLast(3).Select(block => block.Kind));
    }

    [Fact]
    public void Cells_of_a_ruled_table_may_have_several_lines()
    {
        var pdf = new TestPdf();
        foreach (var y in (double[])[100, 130, 160]) pdf.Line(60, y, 360, y);
        foreach (var x in (double[])[60, 160, 360]) pdf.Line(x, 100, x, 160);
        var file = pdf.Text("Pump", 65, 112).Text("Checked in spring", 165, 112).Text("and in autumn", 165, 124).Text("Valve", 65, 146).Text("Replaced", 165, 146).Build();

        var document = Read(file);

        Assert.Equal("Pump\tChecked in spring and in autumn\nValve\tReplaced", document.Text);
    }

    [Fact]
    public void Lines_repeated_on_every_page_are_told_once_and_page_numbers_not_at_all()
    {
        var pdf = new TestPdf();
        for (var number = 1; number <= 4; number++)
        {
            if (number > 1) pdf.Page();
            pdf.Text("Report of the Board", 60, 40, 8).Text($"Account {number * 731}", 60, 54, 8).Lines(60, 100, Left[number..]).Text($"{number}", 297, 810, 8);
        }

        var document = Read(pdf.Build());

        Assert.Equal(1, document.Text.Split("Report of the Board").Length - 1);
        Assert.DoesNotContain("\n4", document.Text);
        Assert.Equal([1, 2, 3, 4], document.Pages.Select(page => page.Number));
        Assert.All(document.Pages, page => Assert.Contains($"Account {page.Number * 731}", document.Text[page.Start..page.End]));
    }

    [Fact]
    public void Each_word_is_placed_on_the_page_as_it_is_shown()
    {
        var upright = Read(new TestPdf().Text("Where is this word", 100, 200).Build());
        var turned = Read(new TestPdf().Text("Where is this word", 100, 200).Turned(90).Build());

        var (place, other) = (PlaceOf(upright, "this"), PlaceOf(turned, "this"));
        Assert.InRange(place.Box.Left, 130, 160);
        Assert.InRange(place.Box.Bottom, 199, 204);
        Assert.Equal((842, 595), (turned.Pages[0].Width, turned.Pages[0].Height));
        Assert.InRange(other.Box.Top, 130, 160);
        Assert.InRange(other.Box.Left, 842 - 204, 842 - 190);
        Assert.Equal(upright.Text, turned.Text);
    }

    [Fact]
    public void Bold_type_that_is_drawn_twice_is_read_once()
    {
        var file = new TestPdf().Text("All bulletins will follow", 60, 100).Text("All bulletins will follow", 60.3, 100).Build();

        var document = Read(file);

        Assert.Equal("All bulletins will follow", document.Text);
    }

    [Fact]
    public void What_is_no_pdf_is_damaged_and_what_has_too_many_pages_is_too_large()
    {
        var many = new TestPdf().Text("One", 60, 100).Page().Text("Two", 60, 100).Build();

        var damaged = Assert.Throws<DocumentException>(() => Read("%PDF-1.7 and nothing that follows"u8.ToArray()));
        var large = Assert.Throws<DocumentException>(() => Read(many, new ReadingLimits { Pages = 1 }));

        Assert.Equal(ReasonCode.Damaged, damaged.Reason.Code);
        Assert.Equal(ReasonCode.TooManyPages, large.Reason.Code);
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_read_in_part_or_refused()
    {
        var whole = new TestPdf().Lines(60, 100, Left).Page().Lines(60, 100, Right).Build();

        for (var length = 0; length < whole.Length; length += 97)
        {
            var part = whole[..length];
            try
            {
                Assert.True(Read(part).Text.Length < 2_000);
            }
            catch (DocumentException e)
            {
                Assert.Equal(ReasonCode.Damaged, e.Reason.Code);
            }
        }
    }

    [Fact]
    public void Pages_of_a_long_file_have_their_own_time()
    {
        var pdf = new TestPdf().Text("Page 1", 60, 100);
        for (var page = 2; page <= 50; page++) pdf.Page().Text($"Page {page}", 60, 100);
        var time = new CountedTimers();
        using var clock = new ReadingClock(TimeSpan.FromMinutes(1), time, TestContext.Current.CancellationToken);

        var document = Read(pdf.Build(), clock: clock);

        Assert.Equal(50, document.Pages.Count);
        Assert.Equal(3, time.Set);
    }

    [Fact]
    public void A_scanned_page_is_recognised_in_a_time_of_its_own_and_its_words_lie_where_the_picture_does()
    {
        var picture = File.ReadAllBytes(Fixtures.SharedPath("data", "ocr", "en-plain.png"));
        var file = new TestPdf().Picture(picture, 100, 100, 500, 100 + 400 * 165 / 680.0).Build();
        var time = new CountedTimers();
        using var clock = new ReadingClock(TimeSpan.FromMinutes(1), time, TestContext.Current.CancellationToken);

        var document = Read(file, clock: clock);

        Assert.Equal(2, time.Set);
        Assert.True(document.Pages[0].Recognised);
        Assert.Contains("Invoice No. 4471-B", document.Text);
        Assert.All(document.Places, place => Assert.True(place.Box.Left >= 98 && place.Box.Right <= 502 && place.Box.Top >= 98 && place.Box.Bottom <= 200));
    }

    [Fact]
    public void What_readers_wrote_on_a_page_and_filled_into_its_form_is_told()
    {
        var file = RawPdf.Build(
            "", "/Annots [5 0 R 6 0 R 7 0 R 8 0 R]", "/AcroForm << /Fields [6 0 R 7 0 R 8 0 R] >>",
            "<< /Type /Annot /Subtype /Highlight /Rect [10 10 90 20] /T (Wang) /Contents (Is this still so?) >>",
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (f1) /TU (Full name) /V (Li Ming) /Rect [10 50 90 60] /P 3 0 R >>",
            "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (City) /Opt [(Beijing) (Shanghai)] /V (Shanghai) /Rect [10 70 90 80] /P 3 0 R >>",
            "<< /Type /Annot /Subtype /Widget /FT /Btn /T (Agreed) /V /Yes /AS /Yes /Rect [10 90 90 100] /P 3 0 R >>");

        var document = Read(file);

        Assert.Equal(["Paragraph: Full name: Li Ming", "Paragraph: City: Shanghai", "Paragraph: Agreed: ✓", "Note: Wang: Is this still so?"], Documents.Lines(document));
    }

    [Fact]
    public void Columns_of_upright_characters_read_downwards_and_from_right_to_left()
    {
        const string words = "床前明月光疑是地上霜举头望明月低头思故乡";
        var content = new StringBuilder("BT /F 20 Tf\n");
        for (int at = 0; at < words.Length; at++) content.Append($"1 0 0 1 {300 - at / 5 * 40} {500 - at % 5 * 22} Tm <{(int)words[at]:X4}> Tj\n");
        content.Append("ET");
        var file = RawPdf.Build(
            content.ToString(), "/Resources << /Font << /F 5 0 R >> >>", "",
            "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>",
            RawPdf.Stream("/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <4E00> <9FFF> <4E00> endbfrange endcmap end end"),
            "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] /Ascent 880 /Descent -120 /ItalicAngle 0 /CapHeight 880 /StemV 80 >>");

        var document = Read(file);

        Assert.Equal(words, document.Text.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(300, document.Places[0].Box.Left, 8f);
    }

    [Fact]
    public void Letters_that_are_drawn_as_shapes_are_read_from_their_picture()
    {
        using var picture = SkiaSharp.SKBitmap.Decode(Fixtures.SharedPath("data", "ocr", "en-plain.png"));
        var content = new StringBuilder("0.5 0 0 0.5 20 400 cm\n");
        for (int y = 0; y < picture.Height; y++)
            for (int x = 0; x < picture.Width; x++)
            {
                int from = x;
                while (x < picture.Width && picture.GetPixel(x, y).Green < 128) x++;
                if (x > from) content.Append($"{from} {picture.Height - y} {x - from} 1 re f\n");
            }

        var document = Read(RawPdf.Build(content.ToString()));

        Assert.True(document.Pages[0].Recognised);
        Assert.Contains("Invoice No. 4471-B", document.Text);
    }

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public void Facts_of_real_files_are_found(string name, string[] facts)
    {
        var document = Read(File.ReadAllBytes(Fixtures.SharedPath("data", "docs", name)));

        var text = Squeezed(document.Text);
        Assert.All(facts, fact => Assert.Contains(Squeezed(fact), text));
        Assert.All(document.Places, place => Assert.InRange(place.Page, 1, document.Pages.Count));
    }

    public static TheoryData<string, string[]> SharedFiles()
    {
        var data = new TheoryData<string, string[]>();
        if (Fixtures.Shared is null) return new TheoryData<string, string[]> { { "absent", [] } };
        foreach (var line in File.ReadLines(Path.Combine(Fixtures.Shared, "data", "docs", "manifest.jsonl")))
        {
            var entry = System.Text.Json.JsonDocument.Parse(line).RootElement;
            if (entry.GetProperty("file").GetString() is { } file && file.EndsWith(".pdf", StringComparison.Ordinal))
                data.Add(file, [.. entry.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()!)]);
        }
        return data;
    }

    private static Document Read(byte[] file, ReadingLimits? limits = null, ReadingClock? clock = null)
    {
        using var ocr = new OcrEngine();
        using var still = Documents.Clock();
        return new PdfReader(ocr).Read(new SourceFile("test.pdf", file), limits ?? ReadingLimits.Default, clock ?? still);
    }

    private static PlacedText PlaceOf(Document document, string word) => document.Places.Single(place => document.Text[place.Start..place.End] == word);

    private static string Squeezed(string text)
    {
        var squeezed = new StringBuilder();
        foreach (var character in text)
            if (!char.IsWhiteSpace(character) && character != '-') squeezed.Append(character);
        return squeezed.ToString();
    }
}
