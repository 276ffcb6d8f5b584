using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class SetAfterInsertTests() : RuleTests("NSDK3007")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private List<ulong> _pages;
            private string _name;

            public Mirror(AddressSpace space, AddressRange range)
            {
                _name = "mirror";
                [|space.Insert(this, range)|];
                _pages = new List<ulong>();
            }

            public string Name => _name;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    Drop();
                return true;
            }

            private void Drop() => _pages.Clear();
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private List<ulong> _pages;
            private string _name;

            public Mirror(AddressSpace space, AddressRange range)
            {
                _pages = new List<ulong>();
                space.Insert(this, range);
                _pages = new List<ulong>(4);
                _name = "mirror";
            }

            public string Name => _name;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    Drop();
                return true;
            }

            private void Drop() => _pages.Clear();
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private List<ulong> _pages;
            private string _name;

            public Mirror(AddressSpace space, AddressRange range)
            {
                [|space.Insert(this, range)|];
                _pages = ;
                _name = "mirror";
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _pages.Clear(
        """;
}
