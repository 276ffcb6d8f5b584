using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class ShadowLeftAloneTests() : RuleTests("NSDK3010")
{
    protected override string Broken => """
        public sealed partial class Window : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _cpus = [];
            [ShadowState] private readonly Dictionary<ulong, ulong> _devices = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page)
            {
                _cpus[page.Start] = page.Last;
                [|_devices[page.Start] = page.Last|];
            }

            [Invalidate]
            private void Drop() => _cpus.Clear();
        }
        """;

    protected override string Correct => """
        public sealed partial class Window : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _cpus = [];
            [ShadowState] private readonly Dictionary<ulong, ulong> _devices = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page)
            {
                _cpus[page.Start] = page.Last;
                _devices[page.Start] = page.Last;
            }

            [Invalidate]
            private void Drop()
            {
                _cpus.Clear();
                _devices.Clear();
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed partial class Window : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _cpus = [];
            [ShadowState] private readonly Dictionary<ulong, ulong> _devices = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page)
            {
                _cpus[page.Start] = page.Last;
                [|_devices[page.Start] = page.Last|];
            }

            [Invalidate]
            private void Drop() => _cpus.Clear();

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("private readonly Dictionary<ulong, ulong> _a = [], _b = [];", "_a[page.Start] = 1; {|NSDK3010:_b[page.Start] = 2|};", "_a.Clear();")]
    [InlineData("private readonly Dictionary<ulong, ulong> _a = [], _b = [];", "_a[page.Start] = 1; _b[page.Start] = 2;", "_a.Clear(); Forget();")]
    [InlineData("private readonly Dictionary<ulong, ulong> _a = [], _b = []; private int _epoch;", "_a[page.Start] = 1; _b[page.Start] = 2;", "_a.Clear(); _epoch++;")]
    [InlineData("private readonly Dictionary<ulong, ulong> _a = [], _b = []; private readonly Action _more = () => { };", "_a[page.Start] = 1; _b[page.Start] = 2;", "_a.Clear(); _more();")]
    [InlineData("private readonly Dictionary<ulong, ulong> _a = [], _b = [];", "_b[page.Start] = 2;", "_a.Clear();")]
    public Task Of_tables_that_nobody_marks_only_one_beside_another_that_is_emptied(string members, string commit, string callback) => VerifyAsync($$"""
        public sealed partial class Window : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            {{members}}

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            public bool Has(ulong page) { using (_lock.EnterScope()) return _b.ContainsKey(page); }

            private void Map(AddressRange page) { {{commit}} }

            private void Forget() => _b.Clear();

            [Invalidate]
            private void Drop() { {{callback}} }
        }
        """);
}
