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
}
