namespace Zhiyan.Kernels.Matrices;

/// <summary>Matrices that share their input, seen as one; see <see cref="Matrix.Stack"/>.</summary>
internal sealed class StackedMatrix(Matrix[] parts) : Matrix(parts.Sum(part => part.Rows), parts[0].Columns)
{
    public override long Bytes { get; } = parts.Sum(part => part.Bytes);

    internal override bool ReadsBytes { get; } = parts.Any(part => part.ReadsBytes);

    private protected override void ReadRow(int row, Span<float> values)
    {
        int part = 0;
        for (; row >= parts[part].Rows; part++) row -= parts[part].Rows;
        parts[part].Row(row, values);
    }

    internal override int Items(int tokens)
    {
        int items = 0;
        foreach (var part in parts) items += part.Items(tokens);
        return items;
    }

    internal override void Compute(int item, MatrixProduct product, int firstRow, int worker)
    {
        int part = 0;
        for (int items; item >= (items = parts[part].Items(product.Tokens)); part++)
        {
            item -= items;
            firstRow += parts[part].Rows;
        }
        parts[part].Compute(item, product, firstRow, worker);
    }
}
