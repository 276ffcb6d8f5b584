using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Tests.Harness;
using NotifierSdk.Linux;

namespace NotifierSdk.Analyzers.Benchmarks.Inputs;

/// <summary>Files as authors have them.</summary>
internal static class DriverFiles
{
    private static readonly List<(string Name, string Text)> s_corpus =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/NotifierSdk.Analyzers.Tests/Corpus/Drivers"), "*.cs").Order(StringComparer.Ordinal).Select(static path =>
            (Path.GetFileNameWithoutExtension(path), string.Join('\n', File.ReadLines(path).Where(static line => !line.Contains("//! NSDK", StringComparison.Ordinal))) + "\n"))];

    /// <summary>The correct drivers of the corpus, each in a namespace of its own.</summary>
    public static Input Corpus() => new("the corpus, one file each", [.. s_corpus.Select(static driver => ($"{driver.Name}.cs", InNamespace(driver)))]);

    /// <summary>As many of them as there are in 1,000 lines.</summary>
    public static Input ManyDrivers()
    {
        var text = "";
        foreach (var driver in s_corpus)
        {
            if (text.AsSpan().Count('\n') < 1_000)
                text += InNamespace(driver);
        }

        return new Input("1,000 lines, drivers of the corpus", [("Drivers.cs", text)]);
    }

    /// <summary>1,000 lines of one type: forty requests of a device, each served under a lock, some with a read section.</summary>
    public static Input OneDriver() => new("1,000 lines, one type with three locks", [("Driver.cs", $$"""
        public sealed class Adapter : IntervalNotifier, IDisposable
        {
            private readonly DriverLock _shadow = new();
            private readonly Lock _queue = new();
            private readonly object _statistics = new();
            [GuardedBy(nameof(_shadow))] private readonly Dictionary<ulong, ulong> _pages = [];
            private readonly Queue<ulong> _requests = new();
            private long _served;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (ReferenceEquals(invalidation.Owner, this))
                    return true;
                if (!_shadow.TryEnter())
                    return false;
                try
                {
                    SetSeq(invalidation.Sequence);
                    foreach (var page in _pages.Keys.ToList())
                    {
                        if (invalidation.Range.Contains(page))
                            _pages.Remove(page);
                    }

                    return true;
                }
                finally
                {
                    _shadow.Exit();
                }
            }

            public void Dispose()
            {
                if (IsInserted)
                    Remove();
            }

            [RequiresLock(nameof(_shadow))]
            private bool Map(ulong page, ulong frame)
            {
                _pages[page] = frame;
                return _pages.Count < 1024;
            }

        {{string.Join('\n', Enumerable.Range(0, 27).Select(Request))}}
        }
        """)]);

    /// <summary>The sample driver with what it runs on: a whole project.</summary>
    public static Input Sample() => new("samples/RdmaOdp with its machine",
        [.. Sources("samples/RdmaOdp/Driver"), .. Sources("samples/RdmaOdp.Machine")], others: [MetadataReference.CreateFromFile(typeof(MappedMemory).Assembly.Location)]);

    public static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static path => (path, File.ReadAllText(path)));

    private static string InNamespace((string Name, string Text) driver) => $"namespace Of{driver.Name}\n{{\n{driver.Text}}}\n";

    private static string Request(int number) => $$"""
            public FaultStatus Request{{number}}(ulong page, Func<ulong, ulong> translate, int attempts)
            {
                lock (_statistics)
                    _served++;
                var isNew = !TryTake{{number}}(page);
                for (var attempt = 0; attempt < attempts; attempt++)
                {
                    var token = ReadBegin();
                    var frame = translate(page);
                    using (_shadow.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        if (!Map(page, frame) && isNew)
                            return FaultStatus.Removed;
                        return FaultStatus.Completed;
                    }
                }

                return FaultStatus.Collided;
            }

            private bool TryTake{{number}}(ulong page)
            {
                _queue.Enter();
                try
                {
                    if (_requests.Count == 0 || _requests.Peek() != page)
                        return false;
                    return _requests.Dequeue() == page;
                }
                finally
                {
                    _queue.Exit();
                }
            }

        """;
}
