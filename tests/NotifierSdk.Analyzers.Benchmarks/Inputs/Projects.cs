using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.Analyzers.Benchmarks.Inputs;

/// <summary>Whole projects: what do those pay that have few drivers, or none?</summary>
internal static class Projects
{
    /// <summary>Our own analyzers: a real project that has nothing to do with the SDK.</summary>
    public static Input WithoutSdk() => new("this repository's analyzers", [.. DriverFiles.Sources("analyzers/NotifierSdk.Analyzers"), .. DriverFiles.Sources("generators/Shape")], withSdk: false,
        others: [Referenced(typeof(Compilation)), Referenced(typeof(CSharpCompilation))]);

    /// <summary>Code without a driver, in a project that references the SDK.</summary>
    public static Input WithoutDrivers() => new("80 types, no driver", [.. Enumerable.Range(0, 80).Select(static number => ($"Type{number}.cs", Ordinary(number)))]);

    /// <summary>Four drivers among 76 other types.</summary>
    public static Input WithFewDrivers() => new("80 types, 4 of them drivers",
        [.. Enumerable.Range(0, 76).Select(static number => ($"Type{number}.cs", Ordinary(number))), .. Enumerable.Range(0, 4).Select(static number => ($"Driver{number}.cs", Driver(number)))]);

    private static PortableExecutableReference Referenced(Type type) => MetadataReference.CreateFromFile(type.Assembly.Location);

    private static string Ordinary(int number)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"public sealed class Order{number}(string customer) {{");
        text.AppendLine("private readonly List<(string Article, decimal Price)> _lines = []; private readonly object _lock = new(); private decimal _total;");
        for (var method = 0; method < 4; method++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $$"""
                public decimal Add{{method}}(string article, decimal price, int count)
                {
                    ArgumentNullException.ThrowIfNull(article);
                    if (count <= 0 || price < {{method}})
                        throw new ArgumentOutOfRangeException(nameof(count));
                    lock (_lock)
                    {
                        for (var line = 0; line < count; line++)
                            _lines.Add((article, price));
                        _total = _lines.Where(line => line.Article.Length > {{method}}).Sum(line => line.Price);
                        Console.WriteLine($"{customer}: {article.Trim()} {_total}");
                        return _total;
                    }
                }

                """);
        }

        return text.AppendLine("}").ToString();
    }

    private static string Driver(int number) => $$"""
        namespace Drivers;

        public sealed partial class Driver{{number}} : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly ulong[] _pages = new ulong[16];

            [Invalidate]
            private void Unmap(in Invalidation invalidation) => Array.Clear(_pages);

            [Fault(Collect = nameof(Pin), Commit = nameof(Map), Discard = nameof(Unpin), MaxAttempts = 8)]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private bool Pin(AddressRange range, ReadSection section, out ulong[] pages)
            {
                pages = [range.Start];
                return !section.HasCollided;
            }

            private void Map(AddressRange range, ulong[] pages) => pages.CopyTo(_pages, 0);

            private void Unpin(ulong[] pages) => pages[0] = 0;
        }
        """;
}
