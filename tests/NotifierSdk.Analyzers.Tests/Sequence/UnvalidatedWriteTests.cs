using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class UnvalidatedWriteTests() : RuleTests("NSDK2006")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    [|_pages[address] = address|];
                    return !ReadRetry(token);
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    [|_pages[address] = address|];
                    return !ReadRetry(token);
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); {|NSDK2006:Volatile.Write(ref _ptes[3], v)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); {|NSDK2006:Interlocked.Exchange(ref _ptes[3], v)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); {|NSDK2006:_ptes.AsSpan(3, 9).Fill(v)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ReadOnlySpan<ulong> v) { var t = ReadBegin(); {|NSDK2006:v.CopyTo(_ptes)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong[] v) { var t = ReadBegin(); {|NSDK2006:Array.Copy(v, _ptes, 3)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); ref var e = ref _ptes[3]; {|NSDK2006:e = v|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); {|NSDK2006:(_ptes[3], _ptes[4]) = (v, v)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); {|NSDK2006:_tlb.Enter(v)|}; lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); lock (_lock) { if (!ReadRetry(t)) return true; {|NSDK2006:_ptes[3] = v|}; return false; } }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); lock (_lock) { if (ReadRetry(t)) return false; } {|NSDK2006:_ptes[3] = v|}; return true; }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); using (_other.EnterScope()) { if (ReadRetry(t)) return false; } {|NSDK2006:_ptes[3] = v|}; return true; }", "2004")]
    [InlineData("void A(ulong v) { var frame = _walk(v); lock (_lock) {|NSDK2006:_ptes[3] = frame|}; }")]
    public Task Every_way_to_fill_and_every_place_that_nothing_vouches_for(string member, string? also = null) =>
        VerifyAsync(Ptes(also is null ? member : member.Replace("ReadRetry(t)", $"{{|NSDK{also}:ReadRetry(t)|}}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); Array.Fill(_ptes, 0UL); lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); _ptes.CopyTo(new ulong[64], 0); lock (_lock) return !ReadRetry(t); }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); var found = Volatile.Read(ref _ptes[3]); lock (_lock) return !ReadRetry(t) && found == v; }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); var known = _tlb.Find(v); _tlb.Drop(v); lock (_lock) return !ReadRetry(t) && known; }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); lock (_lock) { if (ReadRetry(t)) { _ptes[3] = 0; return false; } _ptes[3] = v; return true; } }")]
    [InlineData("bool A(ulong v) { var t = ReadBegin(); lock (_lock) { if (ReadRetry(t)) return false; using (_other.EnterScope()) _tlb.Enter(v); _ptes[3] = v; return true; } }")]
    [InlineData("void A(ulong page, ulong frame) { lock (_lock) _ptes[page] = frame; }")]
    [InlineData("void A(AddressSpace space, ulong v) { _ptes[3] = _walk(v); space.Insert(this, AddressRange.All); }")]
    public Task What_looks_drops_is_checked_or_is_not_collected_is_no_such_filling(string member) => VerifyAsync(Ptes(member));

    [Fact]
    public Task Collect_runs_inside_a_section() => VerifyAsync("""
        public interface IDevice { uint SetAccess(AddressRange range); void ClearAccess(AddressRange range); void Log(AddressRange range); }

        public sealed partial class Ranges(IDevice device) : IntervalNotifier
        {
            [DriverLock] private readonly Lock _lock = new();
            [ShadowState] private readonly IDevice _device = device;

            [Fault(Collect = nameof(Grant), Commit = nameof(Keep), Discard = nameof(TakeBack))]
            public partial FaultStatus Register(AddressRange range);

            private uint Grant(AddressRange range)
            {
                _device.Log(range);
                return [|_device.SetAccess(range)|];
            }

            private void Keep(uint handle) => GC.KeepAlive(handle);

            private void TakeBack(AddressRange range, uint handle) => _device.ClearAccess(range);

            [Invalidate]
            private void Revoke(AddressRange range) => _device.ClearAccess(range);
        }
        """);

    private static string Ptes(string member) => $$"""
        public sealed class Tlb
        {
            private ulong _last;
            public void Enter(ulong page) => _last = page;
            public bool Find(ulong page) => _last == page;
            public void Drop(ulong page) => _last = _last == page ? 0 : _last;
        }

        public sealed class Ptes(Func<ulong, ulong> walk) : IntervalNotifier
        {
            private readonly object _lock = new();
            private readonly DriverLock _other = new();
            private readonly Func<ulong, ulong> _walk = walk;
            [ShadowState] private readonly ulong[] _ptes = new ulong[64];
            [ShadowState] private readonly Tlb _tlb = new();

            public bool Fault(ulong page)
            {
                var token = ReadBegin();
                var frame = _walk(page);
                lock (_lock)
                {
                    if (ReadRetry(token))
                        return false;
                    _ptes[3] = frame;
                    return true;
                }
            }

            public {{member}}

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_lock)
                {
                    SetSeq(invalidation.Sequence);
                    Array.Clear(_ptes);
                    _tlb.Drop(3);
                    return true;
                }
            }
        }
        """;
}
