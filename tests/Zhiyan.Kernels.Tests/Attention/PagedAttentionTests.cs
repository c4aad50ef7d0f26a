using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Tests.Operations;

namespace Zhiyan.Kernels.Tests.Attention;

public sealed class PagedAttentionTests
{
    public static MatrixTheoryData<KeyValuePrecision, int, int> HeadDims =>
        new(Enum.GetValues<KeyValuePrecision>(), [8, 20, 24, 64, 80, 128], [1, 31, 32, 33, 100]);

    public static TheoryData<KeyValuePrecision> Precisions => [.. Enum.GetValues<KeyValuePrecision>()];

    public static MatrixTheoryData<int, int> Groups => new([1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 40]);

    public static MatrixTheoryData<KeyValuePrecision, int> Windows =>
        new(Enum.GetValues<KeyValuePrecision>(), [1, 5, 32, 33, 64, 99, 1000]);

    [Theory]
    [MemberData(nameof(HeadDims))]
    public void Agrees_with_its_definition_for_every_head_size_and_length(KeyValuePrecision precision, int dim, int length)
    {
        var timeline = new Timeline(Shape(precision, dim, dim, group: 2), length);

        timeline.AssertAgrees(0, length);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Agrees_with_its_definition_for_every_group(int group, int tokens)
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F16, 64, 64, group), 290);

        timeline.AssertAgrees(290 - tokens, tokens);
    }

    [Theory]
    [InlineData(192, 128, 3, 50)]
    [InlineData(40, 8, 1, 1)]
    [InlineData(8, 72, 1, 33)]
    [InlineData(33, 80, 1, 1)]
    [InlineData(576, 512, 4, 2)]
    public void Agrees_with_its_definition_where_keys_and_values_differ_in_size(int keyDim, int valueDim, int group, int tokens)
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F32, keyDim, valueDim, group), 50);

        timeline.AssertAgrees(50 - tokens, tokens);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Sees_no_further_back_than_its_window(KeyValuePrecision precision, int window)
    {
        var timeline = new Timeline(Shape(precision, 32, 32, group: 3, window), 100);

        timeline.AssertAgrees(0, 100);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Reads_no_page_before_the_window(KeyValuePrecision precision)
    {
        var timeline = new Timeline(Shape(precision, 16, 16, group: 2, window: 20), 1200);
        var whole = timeline.Attend(1180, 20);

        timeline.Pages.Table[..((1180 - 19) / 32)].Clear();

        Samples.AssertSameBits(whole, timeline.Attend(1180, 20));
    }

    [Theory]
    [InlineData(KeyValuePrecision.F16, 3e-3f)]
    [InlineData(KeyValuePrecision.Q8_0, 4e-2f)]
    public void Is_close_to_unrounded_attention(KeyValuePrecision precision, float tolerance)
    {
        var rounded = new Timeline(Shape(precision, 64, 64, group: 4), 100);
        var single = new Timeline(Shape(KeyValuePrecision.F32, 64, 64, group: 4), 100);

        var output = rounded.Attend(0, 100);

        Samples.AssertClose(single.Attend(0, 100), output, tolerance);
    }

    [Theory]
    [InlineData(KeyValuePrecision.F16, 1, int.MaxValue)]
    [InlineData(KeyValuePrecision.F16, 7, int.MaxValue)]
    [InlineData(KeyValuePrecision.F16, 7, 40)]
    [InlineData(KeyValuePrecision.F32, 4, int.MaxValue)]
    [InlineData(KeyValuePrecision.F32, 3, 7)]
    [InlineData(KeyValuePrecision.Q8_0, 1, int.MaxValue)]
    [InlineData(KeyValuePrecision.Q8_0, 7, int.MaxValue)]
    [InlineData(KeyValuePrecision.Q8_0, 4, 40)]
    public void Gives_a_query_the_same_bits_whatever_shares_its_call(KeyValuePrecision precision, int group, int window)
    {
        const int Length = 330;
        var timeline = new Timeline(Shape(precision, 24, 24, group, window), Length);
        var oneByOne = Enumerable.Range(0, Length).SelectMany(position => timeline.Attend(position, 1)).ToArray();
        var random = new Random(group);

        for (int round = 0; round < 6; round++)
        {
            // Each chunk is stored just before it is attended to: behind it lies NaN, or what another timeline left there.
            var pages = new Pages(timeline.Shape.Layout, Length, seed: round);
            var other = Samples.Normal(Length * timeline.KeyWidth, seed: round, deviation: 30);
            for (int i = 0; round % 2 == 1 && i < Length; i++)
            {
                pages.Store(i, Row(other, i, timeline.KeyWidth), Row(other, i, timeline.KeyWidth));
            }
            for (int start = 0, count; start < Length; start += count)
            {
                count = Math.Min(random.Next(1, 90), Length - start);
                for (int i = start; i < start + count; i++) timeline.Store(pages, i);

                var chunk = timeline.Attend(pages, Enumerable.Range(start, count).ToArray());

                Samples.AssertSameBits(oneByOne.AsSpan(start * timeline.Shape.OutputWidth, chunk.Length), chunk);
            }
        }
    }

    [Theory]
    [InlineData(KeyValuePrecision.F16, 1, int.MaxValue)]
    [InlineData(KeyValuePrecision.F16, 7, 300)]
    [InlineData(KeyValuePrecision.F32, 3, int.MaxValue)]
    [InlineData(KeyValuePrecision.Q8_0, 4, 20)]
    public void Gives_the_same_bits_split_over_spans(KeyValuePrecision precision, int group, int window)
    {
        var timeline = new Timeline(Shape(precision, 24, 40, group, window), 1100);
        foreach (int[] positions in new int[][] { [0], [255], [256], [1099], [5, 1099, 700], [.. Enumerable.Range(500, 30)] })
        {
            var whole = timeline.Attend(timeline.Pages, positions);

            var split = timeline.AttendSpans(timeline.Pages, positions);

            Samples.AssertSameBits(whole, split);
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Lets_every_query_see_all_keys_where_all_have_the_last_position(KeyValuePrecision precision)
    {
        var timeline = new Timeline(Shape(precision, 32, 32, group: 3), 270);
        int[] last = [.. Enumerable.Repeat(269, 270)];

        var output = timeline.Attend(timeline.Pages, last);

        Samples.AssertClose(timeline.Reference(last), output, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Reads_no_key_between_the_windows_of_its_queries(KeyValuePrecision precision)
    {
        var timeline = new Timeline(Shape(precision, 16, 16, group: 1, window: 10), 900);
        int[] positions = [899, 40, 600, 300, 45];
        var whole = timeline.Attend(timeline.Pages, positions);

        var pages = new Pages(timeline.Shape.Layout, 900);
        foreach (int position in positions)
        {
            for (int key = position - 9; key <= position; key++) timeline.Store(pages, key);
        }
        for (int page = 0; page < pages.Table.Length; page++)
        {
            if (!positions.Any(position => (position - 9) / 32 <= page && page <= position / 32)) pages.Table[page] = 0;
        }

        Samples.AssertSameBits(whole, timeline.Attend(pages, positions));
        Samples.AssertSameBits(whole, timeline.AttendSpans(pages, positions));
    }

    [Fact]
    public void Takes_positions_in_any_order()
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F16, 32, 32, group: 2, window: 50), 200);
        int[] positions = [199, 0, 64, 63, 5, 199, 130];

        var together = timeline.Attend(timeline.Pages, positions);

        int width = timeline.Shape.OutputWidth;
        for (int i = 0; i < positions.Length; i++) Samples.AssertSameBits(timeline.Attend(positions[i], 1), Row(together, i, width));
    }

    [Fact]
    public void Forgets_what_was_written_over()
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F16, 16, 16, group: 2), 60);
        var before = timeline.Attend(59, 1);

        var wild = Samples.Normal(timeline.KeyWidth, seed: 9, deviation: 1000);
        for (int position = 40; position < 60; position++) timeline.Pages.Store(position, wild, wild);
        Assert.NotEqual(before, timeline.Attend(59, 1));
        for (int position = 40; position < 60; position++) timeline.Store(timeline.Pages, position);

        Samples.AssertSameBits(before, timeline.Attend(59, 1));
    }

    [Fact]
    public void Survives_scores_far_apart()
    {
        var layout = new KeyValueLayout(1, 8, 8, KeyValuePrecision.F32);
        var pages = new Pages(layout, 64);
        for (int i = 0; i < 64; i++)
        {
            var key = new float[8];
            key[0] = i == 40 ? 2000 : -2000;
            pages.Store(i, key, [i, i, i, i, i, i, i, i]);
        }
        float[] query = [3, 0, 0, 0, 0, 0, 0, 0], output = new float[8];

        PagedAttention.Attend(new AttentionShape(layout, 1, 1), 0, pages.Table, [63], query, output, new AttentionScratch(layout));

        Assert.All(output, value => Assert.Equal(40, value));
    }

    [Fact]
    public void Reads_queries_from_wider_rows_and_writes_only_its_own_group()
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F32, 8, 8, group: 2), 10);
        var shape = timeline.Shape;
        int stride = shape.QueryWidth + 5;
        var wide = new float[2 * stride];
        for (int i = 0; i < 2; i++) Row(timeline.Queries, 8 + i, shape.QueryWidth).CopyTo(wide.AsSpan(i * stride));
        var output = Enumerable.Repeat(-77f, 2 * (shape.OutputWidth + 3)).ToArray();

        PagedAttention.Attend(shape, 1, timeline.Pages.Table, [8, 9], wide, output, new AttentionScratch(shape.Layout));

        var expected = timeline.Attend(8, 2);
        for (int i = 0; i < 2; i++)
        {
            var row = output.AsSpan(i * (shape.OutputWidth + 3), shape.OutputWidth + 3);
            Samples.AssertSameBits(expected.AsSpan(i * shape.OutputWidth + 16, 16), row.Slice(16, 16));
            Assert.Equal(16 + 3, row.Count(-77f));
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F16, 64, 64, group: 7), 100);
        var (scratch, output) = (new AttentionScratch(timeline.Shape.Layout), new float[timeline.Shape.OutputWidth]);
        var query = timeline.Queries.AsSpan(0, timeline.Shape.QueryWidth);
        int[] positions = [99];
        PagedAttention.Attend(timeline.Shape, 0, timeline.Pages.Table, positions, query, output, scratch);

        long before = GC.GetAllocatedBytesForCurrentThread();
        PagedAttention.Attend(timeline.Shape, 0, timeline.Pages.Table, positions, query, output, scratch);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var timeline = new Timeline(Shape(KeyValuePrecision.F32, 8, 8, group: 2), 32);
        var shape = timeline.Shape;
        var scratch = new AttentionScratch(shape.Layout);
        var other = new AttentionScratch(new KeyValueLayout(2, 16, 8, KeyValuePrecision.F32));

        void Refuses(int head, int position, int queryWidth, AttentionScratch scratch) => Assert.Throws<ArgumentOutOfRangeException>(
            () => PagedAttention.Attend(
                shape, head, timeline.Pages.Table, [position], new float[queryWidth], new float[shape.OutputWidth], scratch));

        Refuses(head: 2, position: 0, shape.QueryWidth, scratch);
        Refuses(head: 0, position: 32, shape.QueryWidth, scratch);
        Refuses(head: 0, position: -1, shape.QueryWidth, scratch);
        Refuses(head: 0, position: 0, shape.QueryWidth - 1, scratch);
        Refuses(head: 0, position: 0, shape.QueryWidth, other);
    }

    [Fact]
    public void Refuses_sums_of_another_number_of_spans()
    {
        var shape = Shape(KeyValuePrecision.F32, 8, 8, group: 2);
        int[] positions = [300];

        Assert.Equal((0, 2), PagedAttention.Spans(shape, positions));
        Assert.Throws<ArgumentOutOfRangeException>(() => PagedAttention.MergeSpans(
            shape, 0, positions, new float[PagedAttention.SpanFloats(shape, 1)], new float[shape.OutputWidth]));
    }

    private static AttentionShape Shape(KeyValuePrecision precision, int keyDim, int valueDim, int group, int window = int.MaxValue) =>
        new(new KeyValueLayout(2, keyDim, valueDim, precision), group, 1 / MathF.Sqrt(keyDim), window);

    private static Span<float> Row(float[] rows, int row, int width) => rows.AsSpan(row * width, width);

    /// <summary>Random keys, values and queries for every position, the keys and values stored.</summary>
    private sealed class Timeline
    {
        private readonly float[] keys;
        private readonly float[] values;
        private readonly AttentionScratch scratch;

        public Timeline(AttentionShape shape, int length)
        {
            Shape = shape;
            keys = Samples.Normal(length * KeyWidth, seed: 1);
            values = Samples.Normal(length * ValueWidth, seed: 2);
            Queries = Samples.Normal(length * shape.QueryWidth, seed: 3, deviation: 2);
            scratch = new AttentionScratch(shape.Layout);
            Pages = new Pages(shape.Layout, length);
            for (int i = 0; i < length; i++) Store(Pages, i);
        }

        public AttentionShape Shape { get; }

        public Pages Pages { get; }

        public float[] Queries { get; }

        public int KeyWidth => Shape.Layout.Heads * Shape.Layout.KeyDim;

        private int ValueWidth => Shape.Layout.Heads * Shape.Layout.ValueDim;

        public void Store(Pages pages, int position) =>
            pages.Store(position, Row(keys, position, KeyWidth), Row(values, position, ValueWidth));

        public float[] Attend(int start, int count) => Attend(Pages, Enumerable.Range(start, count).ToArray());

        public float[] Attend(Pages pages, int[] positions)
        {
            var (queries, output) = (QueriesAt(positions), new float[positions.Length * Shape.OutputWidth]);
            for (int head = 0; head < Shape.Layout.Heads; head++)
            {
                PagedAttention.Attend(Shape, head, pages.Table, positions, queries, output, scratch);
            }
            return output;
        }

        /// <summary>The same by spans, the last first.</summary>
        public float[] AttendSpans(Pages pages, int[] positions)
        {
            var (queries, output) = (QueriesAt(positions), new float[positions.Length * Shape.OutputWidth]);
            var (first, count) = PagedAttention.Spans(Shape, positions);
            int floats = PagedAttention.SpanFloats(Shape, positions.Length);
            for (int head = 0; head < Shape.Layout.Heads; head++)
            {
                var sums = new float[count * floats];
                for (int i = count - 1; i >= 0; i--)
                {
                    var span = sums.AsSpan(i * floats, floats);
                    PagedAttention.AttendSpan(Shape, head, first + i, pages.Table, positions, queries, span, scratch);
                }
                PagedAttention.MergeSpans(Shape, head, positions, sums, output);
            }
            return output;
        }

        public float[] Reference(int[] positions)
        {
            var (queries, output) = (QueriesAt(positions), new float[positions.Length * Shape.OutputWidth]);
            for (int head = 0; head < Shape.Layout.Heads; head++)
            {
                PagedAttention.Reference(Shape, head, Pages.Table, positions, queries, output);
            }
            return output;
        }

        public void AssertAgrees(int start, int count)
        {
            int[] positions = [.. Enumerable.Range(start, count)];

            Samples.AssertClose(Reference(positions), Attend(Pages, positions), 1e-5f);
        }

        private float[] QueriesAt(int[] positions) => positions.SelectMany(p => Row(Queries, p, Shape.QueryWidth).ToArray()).ToArray();
    }
}
