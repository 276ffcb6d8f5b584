using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class NeverRemovedTests() : RuleTests("NSDK5002")
{
    protected override string Broken => """
        class Device(AddressSpace space)
        {
            private readonly Mirror _mirror = new();
            private Mirror? _later;

            public void Open(AddressRange range)
            {
                [|space.Insert(_mirror, range)|];
                _later = new Mirror();
                [|space.Insert(_later, range)|];
                Console.WriteLine(_mirror.IsInserted);
            }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string Correct => """
        class Removes(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);

            public void Close() => _mirror.RemoveLater();
        }

        class DisposesSpace(AddressSpace space) : IDisposable
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);

            public void Dispose() => space.Dispose();
        }

        class HandsOut(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public Mirror Open(AddressRange range)
            {
                space.Insert(_mirror, range);
                return _mirror;
            }
        }

        class WasGiven(AddressSpace space, Mirror mirror)
        {
            private readonly Mirror _mirror = mirror;

            public void Open(AddressRange range) => space.Insert(_mirror, range);
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string HalfTyped => """
        class Device(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range)
            {
                [|space.Insert(_mirror, range)|];
                space.
            }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    private const string Mirror = """

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    [Fact]
    public Task The_fix_implements_Dispose() => VerifyFixAsync(
        """
        namespace Drivers
        {
            class Device(AddressSpace space)
            {
                private readonly Mirror _mirror = new(), _other = new();

                public void Open(AddressRange range)
                {
                    [|space.Insert(_mirror, range)|];
                    [|space.Insert(_other, range)|];
                }
            }

            sealed class Region<T> : IComparable<T> // of one kind
                where T : class
            {
                private readonly AddressSpace _space;
                private readonly Mirror _mirror;

                public Region(AddressSpace space)
                {
                    _space = space;
                    _mirror = new Mirror();
                }

                public int CompareTo(T? other) => 0;

                public void Open(AddressRange range) => [|_space.Insert(_mirror, range)|];
            }
        }
        """ + Mirror,
        """
        namespace Drivers
        {
            class Device(AddressSpace space) : IDisposable
            {
                private readonly Mirror _mirror = new(), _other = new();

                public void Open(AddressRange range)
                {
                    space.Insert(_mirror, range);
                    space.Insert(_other, range);
                }

                public void Dispose()
                {
                    if (_other.IsInserted)
                        _other.Remove();
                    if (_mirror.IsInserted)
                        _mirror.Remove();
                }
            }

            sealed class Region<T> : IComparable<T>, IDisposable // of one kind
                where T : class
            {
                private readonly AddressSpace _space;
                private readonly Mirror _mirror;

                public Region(AddressSpace space)
                {
                    _space = space;
                    _mirror = new Mirror();
                }

                public int CompareTo(T? other) => 0;

                public void Open(AddressRange range) => _space.Insert(_mirror, range);

                public void Dispose()
                {
                    if (_mirror.IsInserted)
                        _mirror.Remove();
                }
            }
        }
        """ + Mirror);

    [Fact]
    public Task The_fix_removes_first_of_all_where_there_is_a_Dispose() => VerifyFixAsync(
        """
        class Device(AddressSpace space, Stream pages) : IDisposable
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => [|space.Insert(_mirror, range)|];

            /// <summary>Closes it.</summary>
            public void Dispose()
            {
                // What the mirror reads.
                pages.Dispose();
            }
        }

        class Short(AddressSpace space, Stream pages) : IDisposable
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => [|space.Insert(_mirror, range)|];

            void IDisposable.Dispose() => pages.Dispose(); // what the mirror reads
        }
        """ + Mirror,
        """
        class Device(AddressSpace space, Stream pages) : IDisposable
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);

            /// <summary>Closes it.</summary>
            public void Dispose()
            {
                if (_mirror.IsInserted)
                    _mirror.Remove();
                // What the mirror reads.
                pages.Dispose();
            }
        }

        class Short(AddressSpace space, Stream pages) : IDisposable
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);

            void IDisposable.Dispose()
            {
                if (_mirror.IsInserted)
                    _mirror.Remove();
                pages.Dispose();
            } // what the mirror reads
        }
        """ + Mirror);

    [Fact]
    public Task The_fix_adds_to_the_part_that_names_the_base_types() => VerifyFixAsync(
        """
        partial class Device(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => [|space.Insert(_mirror, range)|];
        }

        partial class Device : IComparable
        {
            private readonly Mirror _other = new();

            public int CompareTo(object? other) => 0;

            public void OpenOther(AddressRange range) => [|space.Insert(_other, range)|];
        }
        """ + Mirror,
        """
        partial class Device(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);
        }

        partial class Device : IComparable, IDisposable
        {
            private readonly Mirror _other = new();

            public int CompareTo(object? other) => 0;

            public void OpenOther(AddressRange range) => space.Insert(_other, range);

            public void Dispose()
            {
                if (_other.IsInserted)
                    _other.Remove();
                if (_mirror.IsInserted)
                    _mirror.Remove();
            }
        }
        """ + Mirror);

    [Theory]
    [InlineData("class Device(AddressSpace space) : MemoryStream", "private readonly Mirror _mirror = new();", "")]
    [InlineData("class Device(AddressSpace space) : MemoryStream", "private readonly Mirror _mirror = new();", "public new void Dispose() { }")]
    [InlineData("class Device(AddressSpace space) : IAsyncDisposable", "private readonly Mirror _mirror = new();", "public ValueTask DisposeAsync() => default;")]
    [InlineData("class Device(AddressSpace space)", "private readonly Mirror _mirror = new();", "public void Dispose(bool disposing) { }")]
    [InlineData("class Device(AddressSpace space)", "private readonly Mirror _mirror = new();", "public void Dispose() => throw new NotSupportedException();")]
    [InlineData("class Device(AddressSpace space)", "private static readonly Mirror _mirror = new();", "")]
    [InlineData("struct Device(AddressSpace space)", "private readonly Mirror _mirror = new();", "")]
    [InlineData("record Device(AddressSpace space)", "private readonly Mirror _mirror = new();", "")]
    [InlineData("class Device(AddressSpace space)", "private Mirror _mirror = null!;", "public void Create() { _mirror = new Mirror(); }")]
    public Task Where_it_is_not_sure_how_nothing_is_offered(string type, string field, string member) => VerifyNoFixAsync($$"""
        {{type}}
        {
            {{field}}
            {{member}}
            public void Open(AddressRange range) => [|space.Insert(_mirror, range)|];
        }
        """ + Mirror);

    [Theory]
    [InlineData("var mirror = new Mirror(); [|space.Insert(mirror, range)|];")]
    [InlineData("var mirror = new Mirror(); [|_space.Insert(mirror, range)|]; Console.WriteLine(mirror.IsInserted);")]
    [InlineData("var mirror = new Mirror(); space.Insert(mirror, range); _kept.Add(mirror);")]
    [InlineData("var mirror = new Mirror(); space.Insert(mirror, range); mirror.Remove();")]
    [InlineData("var mirror = new Mirror(); space.Insert(mirror, range); Console.CancelKeyPress += (_, _) => mirror.Remove();")]
    [InlineData("using var own = new AddressSpace(); var mirror = new Mirror(); own.Insert(mirror, range);")]
    [InlineData("var leaves = new Leaves(); space.Insert(leaves, range);")]
    public Task A_notifier_is_made_and_inserted_and_kept_nowhere(string body) => VerifyAsync($$"""
        class Device(AddressSpace given)
        {
            private readonly AddressSpace _space = given;
            private readonly List<Mirror> _kept = [];

            public void Open(AddressSpace space, AddressRange range) { {{body}} }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }

        sealed class Leaves : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                RemoveLater();
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("[|space.Insert(mirror, range)|]; _kept.Add(mirror);", "public void Dispose() => _kept.Clear();")]
    [InlineData("[|space.Insert(mirror, range)|]; lock (_kept) _kept.Add(mirror);", "public void Drop(Predicate<ulong> isOld) { lock (_kept) _kept.RemoveAll(mirror => isOld(mirror.Range.Start)); }")]
    [InlineData("[|space.Insert(mirror, range)|]; _byStart.Add(range.Start, mirror);", "public bool Drop(ulong start) => _byStart.Remove(start);")]
    [InlineData("[|space.Insert(mirror, range)|]; _kept.Add(mirror);", "public void Poll() { foreach (var mirror in _kept.ToArray()) Console.WriteLine(mirror.IsInserted); _kept = []; }")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "public void Dispose() { foreach (var mirror in _kept) mirror.Remove(); _kept.Clear(); }")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "public void Dispose() { _kept.ForEach(Ends.One); _kept.Clear(); }")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "public void Dispose() { Ends.All(_kept); _kept.Clear(); }")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "public void Dispose() { _kept.ForEach(end); _kept.Clear(); }")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "public IReadOnlyList<Mirror> Kept => _kept; public void Forget() => _kept.Clear();")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror); Opened = mirror;", "public Mirror? Opened { get; private set; } public void Forget() => _kept.Clear();")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror); Console.CancelKeyPress += (_, _) => mirror.Remove();", "public void Forget() => _kept.Clear();")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "public void Dispose() { var batch = new NotifierBatch(); foreach (var mirror in _kept) batch.RemoveLater(mirror); space.Apply(batch); _kept.Clear(); }")]
    [InlineData("space.Insert(mirror, range); _kept.Add(mirror);", "private class End(Device device) { public void Run() { foreach (var mirror in device._kept) mirror.Remove(); } } public void Forget() => _kept.Clear();")]
    public Task Notifiers_in_a_collection_are_dropped_without_a_removal(string open, string members) => VerifyAsync($$"""
        class Device(AddressSpace space, Action<Mirror> end)
        {
            private readonly Dictionary<ulong, Mirror> _byStart = [];
            private List<Mirror> _kept = [];

            public void Open(AddressRange range) { var mirror = new Mirror(); {{open}} }

            {{members}}

            public override string ToString() => $"{_byStart.Count} {_kept.Count} {end is null}";
        }

        static class Ends
        {
            public static void One(Mirror mirror) => mirror.Remove();

            public static void All(List<Mirror> mirrors) => mirrors.ForEach(One);
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);
}
