using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class PerInvalidationFieldTests() : RuleTests("NSDK3008")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly List<AddressRange> _pending = [];
            private AddressRange _range;
            private ulong _count;

            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                [|_range|] = invalidation.Range;
                this._count = _count + 1;
                return true;
            }

            protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
            {
                Console.WriteLine($"{_range} {_count}");
            }
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly List<AddressRange> _pending = [];
            private AddressRange _range;
            private ulong _count;

            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                finish = new FinishState(_pending, invalidation.Range.Start);
                _range = invalidation.Range;
                _pending.Add(invalidation.Range);
                return true;
            }

            protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
            {
                _range = invalidation.Range;
                _pending.Remove(invalidation.Range);
                Console.WriteLine(finish.Value);
            }
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly List<AddressRange> _pending = [];
            private AddressRange _range;
            private ulong _count;

            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                [|_range|] = invalidation.Range.
                _count = invalidation;
                return true;
            }

            protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
            {
                Use(_range, missing);
            }
        }
        """;

    [Theory]
    [InlineData("finish = new FinishState(device.BeginFlush()); if (!_second.TryEnter()) [|return false;|] _second.Exit();")]
    [InlineData("var flush = device.BeginFlush(); finish = new FinishState(flush, 5); if (!_second.TryEnter()) { Log(); [|return false;|] } _second.Exit();")]
    public Task It_fires_where_a_refusal_leaves_what_it_began(string start) => VerifyAsync(TwoHalves(start));

    [Theory]
    [InlineData("if (!_second.TryEnter()) return false; finish = new FinishState(device.BeginFlush()); _second.Exit();")]
    [InlineData("finish = new FinishState(device.BeginFlush()); if (!_second.TryEnter()) { finish = default; return false; } _second.Exit();")]
    [InlineData("var flush = device.BeginFlush(); finish = new FinishState(flush); if (!_second.TryEnter()) { device.Cancel(flush); return false; } _second.Exit();")]
    [InlineData("finish = new FinishState(device.BeginFlush()); if (!_second.TryEnter()) { device.CancelAll(); return false; } _second.Exit();")]
    [InlineData("var flush = device.BeginFlush(); finish = new FinishState(flush); if (!_second.TryEnter()) { flush.Dispose(); return false; } _second.Exit();")]
    [InlineData("finish = new FinishState(null, invalidation.Range.Start); if (!_second.TryEnter()) return false; _second.Exit();")]
    public Task It_is_silent_where_nothing_was_begun_or_it_is_taken_back(string start) => VerifyAsync(TwoHalves(start));

    private static string TwoHalves(string start) => $$"""
        sealed class Mirror(IDevice device) : IntervalNotifier
        {
            private readonly DriverLock _second = new();
            private int _refused;

            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                {{start}}
                return true;
            }

            protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => (finish.State as IDisposable)?.Dispose();

            private void Log() => _refused++;
        }

        interface IDevice
        {
            IDisposable BeginFlush();

            void Cancel(IDisposable flush);

            void CancelAll();
        }
        """;
}
