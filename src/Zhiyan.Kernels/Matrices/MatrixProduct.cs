using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Kernels.Matrices;

/// <summary>The product in progress: what its workers read, and the two jobs it consists of.</summary>
internal sealed unsafe class MatrixProduct
{
    /// <summary>Tokens whose quantised activations lie side by side in a batch.</summary>
    public const int TokenGroup = 4;

    private readonly MatrixScratch scratch;
    private readonly Action<int> quantize;
    private readonly Action<int> compute;
    private WorkCounter items;
    private Matrix? matrix;

    public MatrixProduct(MatrixScratch scratch)
    {
        this.scratch = scratch;
        quantize = Quantize;
        compute = Compute;
    }

    public float* X { get; private set; }

    /// <summary>Output of token 0; token t starts <see cref="OutputRows"/> · t values later.</summary>
    public float* Y { get; private set; }

    public int Tokens { get; private set; }

    public int OutputRows { get; private set; }

    public int* Batch => scratch.Batch;

    public int* Vector(int worker) => scratch.Vector(worker);

    public byte* Worker(int worker) => scratch.Worker(worker);

    public void Run(Matrix matrix, ReadOnlySpan<float> x, Span<float> y, int tokens, WorkerPool pool)
    {
        if (tokens > scratch.Tokens || matrix.Columns > scratch.Columns || pool.Workers > scratch.Workers)
            throw new ArgumentException($"scratch for {scratch.Tokens:N0} tokens, {scratch.Columns:N0} columns and {scratch.Workers} workers cannot hold "
                + $"a product of {tokens:N0} tokens, {matrix.Columns:N0} columns and {pool.Workers} workers.");
        fixed (float* input = x, output = y)
        {
            this.matrix = matrix;
            X = input;
            Y = output;
            Tokens = tokens;
            OutputRows = matrix.Rows;
            if (tokens > 1 && matrix.ReadsBytes)
            {
                items.Reset((tokens + TokenGroup - 1) / TokenGroup);
                pool.Run(quantize);
            }
            items.Reset(matrix.Items(tokens));
            pool.Run(compute);
            this.matrix = null;
        }
    }

    private void Quantize(int worker)
    {
        int columns = matrix!.Columns;
        long groupWords = columns / Int8Activations.BlockValues * (long)Int8Activations.BlockWords(TokenGroup);
        while (items.TryTake(out int group))
        {
            int* words = Batch + group * groupWords;
            for (int place = 0; place < TokenGroup; place++)
            {
                long token = group * TokenGroup + place;
                if (token < Tokens) Int8Activations.Quantize(X + token * columns, columns, words, place, TokenGroup);
                else Int8Activations.Clear(columns, words, place, TokenGroup);
            }
        }
    }

    private void Compute(int worker)
    {
        if (Tokens == 1 && matrix!.ReadsBytes) Int8Activations.Quantize(X, matrix.Columns, Vector(worker), 0, 1);
        while (items.TryTake(out int item)) matrix!.Compute(item, this, 0, worker);
    }
}
