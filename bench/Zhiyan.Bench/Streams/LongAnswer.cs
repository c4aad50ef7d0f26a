using System.Globalization;
using System.Text;

namespace Zhiyan.Bench.Streams;

/// <summary>An answer as long models give it: sections of text, code, tables and formulas, in tokens of four characters.</summary>
internal static class LongAnswer
{
    private const int Characters = 4;

    public static IReadOnlyList<string> Tokens(int count)
    {
        var text = new StringBuilder();
        for (var section = 1; text.Length < count * Characters; section++) text.Append(Section(section));
        return [.. Enumerable.Range(0, count).Select(at => text.ToString(at * Characters, Characters))];
    }

    private static string Section(int number) => string.Create(CultureInfo.InvariantCulture, $$""""
        ## {{number}}. 第 {{number}} 节：How waves add up

        A wave of length $\lambda_{{{number}}}$ meets **another one**; where *both* are high, the sum is higher still, and where one is low they cancel. 两列波相遇时，振幅相加；see [the figure](https://example.org/{{number}}) and `sum_{{number}}`.

        $$
        \psi(x, t) = \sum_{n=1}^{ {{number}} } a_n \sin\left(\frac{2\pi n x}{\lambda} - \omega_n t\right)
        $$

        - the first term is the ground tone
        - the others give it its colour
          - even ones soften it
          - odd ones sharpen it

        | n | amplitude | 频率 |
        |--:|:---------:|------|
        | 1 | 1.00 | 440 Hz |
        | 2 | 0.50 | 880 Hz |
        | 3 | 0.33 | 1,320 Hz |

        ```python
        def wave_{{number}}(x, t, amplitudes):
            """The sum of all terms at one place and time."""
            total = 0.0
            for n, a in enumerate(amplitudes, start=1):
                total += a * math.sin(2 * math.pi * n * x / LENGTH - OMEGA[n] * t)
            return total
        ```

        > What is far away adds up as well, only later.


        """");
}
