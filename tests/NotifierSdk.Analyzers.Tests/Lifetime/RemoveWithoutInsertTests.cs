using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class RemoveWithoutInsertTests() : RuleTests("NSDK5001")
{
    protected override string Broken => """
        class Session(AddressSpace space, AddressRange range)
        {
            private Mirror _kept = new();

            void Local()
            {
                var mirror = new Mirror();
                try
                {
                    space.Insert(mirror, range);
                    Work();
                }
                finally
                {
                    [|mirror.Remove()|];
                }
            }

            void Field()
            {
                try
                {
                    space.Insert(_kept, range);
                }
                catch (ObjectDisposedException)
                {
                    [|_kept.Remove()|];
                    throw;
                }
            }

            void Twice(Mirror mirror)
            {
                mirror.Remove();
                Console.WriteLine();
                [|mirror.Remove(TimeSpan.Zero)|];
            }

            void Opposite()
            {
                if (!_kept.IsInserted)
                    [|_kept.Remove()|];
            }

            void Never()
            {
                Mirror? mirror = null;
                mirror = new Mirror();
                mirror?[|.Remove()|];
            }

            private static void Work() { }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string Correct => """
        class Session(AddressSpace space, AddressRange range)
        {
            private Mirror _kept = new();

            void Before()
            {
                var mirror = new Mirror();
                space.Insert(mirror, range);
                try
                {
                    Work();
                }
                finally
                {
                    mirror.Remove();
                }
            }

            void Asks()
            {
                try
                {
                    space.Insert(_kept, range);
                }
                finally
                {
                    if (_kept.IsInserted)
                        _kept.Remove();
                }
            }

            void Flag()
            {
                var mirror = new Mirror();
                var isInserted = false;
                try
                {
                    space.Insert(mirror, range);
                    isInserted = true;
                }
                finally
                {
                    if (isInserted)
                        mirror.Remove();
                }
            }

            void Later(Mirror mirror)
            {
                mirror.RemoveLater();
                mirror.Remove();
            }

            void Patient(Mirror mirror)
            {
                try
                {
                    mirror.Remove(TimeSpan.FromSeconds(1));
                }
                catch (TimeoutException)
                {
                    mirror.Remove();
                }
            }

            void Elsewhere()
            {
                var mirror = new Mirror();
                Insert(mirror);
                mirror.Remove();
                _kept.Remove();
                Work();
                _kept.Remove();
            }

            void Insert(Mirror mirror) => space.Insert(mirror, range);

            void Each(List<Mirror> mirrors)
            {
                foreach (var mirror in mirrors)
                    mirror.Remove();
            }

            protected virtual void Work() { }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string HalfTyped => """
        class Session(AddressSpace space, AddressRange range)
        {
            private Mirror _kept = new();

            void Twice(IntervalNotifier mirror)
            {
                mirror.Remove();
                [|mirror.Remove()|];
                Work(
        """;

    [Theory]
    [InlineData("try { space.Insert(this, range); } catch (ObjectDisposedException) { Close(); }", "[|Remove()|]")]
    [InlineData("_space = space; try { space.Insert(this, range); } catch (ObjectDisposedException) { Close(); }", "if (_space is not null) [|Remove()|]")]
    [InlineData("try { space.Insert(this, range); } catch (ObjectDisposedException e) { log.Warn(e.Message); Close(); }", "{ [|Remove()|]; }")]
    [InlineData("Remove(); if (isLoud) Close();", "var me = this; [|me.Remove()|]")]
    public Task It_follows_helpers(string open, string close) => VerifyAsync(Opened(open, close));

    [Theory]
    [InlineData("try { space.Insert(this, range); _isOpen = true; } catch (ObjectDisposedException) { Close(); }", "if (_isOpen) Remove()")]
    [InlineData("try { space.Insert(this, range); _isOpen = true; Console.WriteLine(); } catch { if (_isOpen) Remove(); }", "Console.WriteLine()")]
    [InlineData("try { space.Insert(this, range); } catch (ObjectDisposedException) { Close(); }", "if (IsInserted) Remove()")]
    [InlineData("try { space.Insert(this, range); } catch (ObjectDisposedException) { Close(); }", "if (this is { IsInserted: true }) Remove()")]
    [InlineData("try { space.Insert(this, range); } catch (ObjectDisposedException) { Close(); }", "if (Interlocked.Exchange(ref _once, 1) == 0) Remove()")]
    [InlineData("space.Insert(this, range); log.Warn(\"\"); try { space.Insert(this, range); } catch { } Remove();", "Console.WriteLine()")]
    [InlineData("Remove(); log.Add(this); Close();", "Remove()")]
    public Task What_may_have_changed_or_is_asked_excuses_it(string open, string close) => VerifyAsync(Opened(open, close));

    [Theory]
    [InlineData("while (stack.TryPop(out var mirror)) mirror.Remove();")]
    [InlineData("Mirror? mirror; while (stack.TryPop(out mirror)) mirror.Remove();")]
    [InlineData("while (Take() is { } mirror) mirror.Remove();")]
    [InlineData("while (Take() is Mirror mirror) mirror.Remove();")]
    [InlineData("while (stack.Count > 0 && stack.Pop() is var mirror) mirror.Remove();")]
    [InlineData("Mirror? mirror; while ((mirror = Take()) != null) mirror.Remove();")]
    [InlineData("for (var mirror = Take(); mirror is not null; mirror = Take()) mirror.Remove();")]
    [InlineData("Mirror? mirror = null; while (TryTake(ref mirror)) mirror!.Remove();")]
    [InlineData("while (true) { var (isOne, mirror) = Pair(); if (!isOne) return; mirror.Remove(); }")]
    [InlineData("bool isOne; Mirror mirror; while (true) { (isOne, mirror) = Pair(); if (!isOne) return; mirror.Remove(); }")]
    [InlineData("foreach (var (_, mirror) in map) mirror.Remove();")]
    [InlineData("foreach (var each in objects) { switch (each) { case Mirror mirror: mirror.Remove(); break; case Node { M: var other }: other.Remove(); break; } }")]
    [InlineData("for (var i = 0; i < array.Length; i++) { ref var mirror = ref array[i]; mirror.Remove(); }")]
    [InlineData("again: if (stack.TryPop(out var mirror)) { mirror.Remove(); goto again; }")]
    [InlineData("while (stack.TryPop(out _current)) _current.Remove();")]
    [InlineData("while (stack.TryPop(out var mirror)) { space.Insert(mirror, range); mirror.Remove(); }")]
    [InlineData("for (; node != null; node = node.Next) node.M.Remove();")]
    [InlineData("while (stack.TryPop(out var mirror)) { mirror.Remove(); [|mirror.Remove()|]; }")]
    [InlineData("stack.TryPop(out var mirror); while (stack.Count > 0) [|mirror!.Remove()|];")]
    public Task A_variable_that_is_assigned_in_each_turn_is_another_notifier(string loop) => VerifyAsync(Looping($"void Close(Node? node) {{ {loop} }}"));

    [Theory]
    [InlineData("void Close(Node node) { node.M.Remove(); for (var i = 0; i < node.Children.Length; i++) Close(node.Children[i]); }")]
    [InlineData("void Close(Node node) { node.M.Remove(); Inside(node); } void Inside(Node node) { for (var i = 0; i < node.Children.Length; i++) Close(node.Children[i]); }")]
    [InlineData("void Close() { var mirror = stack.Pop(); if (stack.Count > 0) Close(); mirror.Remove(); }")]
    [InlineData("void Close() { One(); void One() { if (!stack.TryPop(out var mirror)) return; mirror.Remove(); One(); } }")]
    public Task So_is_one_of_a_method_that_calls_itself(string close) => VerifyAsync(Looping(close));

    private static string Looping(string close) => $$"""
        class Node { public Mirror M = new(); public Node? Next; public Node[] Children = []; }

        class Session(AddressSpace space, AddressRange range)
        {
            private readonly Stack<Mirror> stack = new();
            private readonly Dictionary<int, Mirror> map = [];
            private readonly object[] objects = [];
            private readonly Mirror[] array = [];
            private Mirror? _current;

            {{close}}

            Mirror? Take() => stack.TryPop(out var mirror) ? mirror : null;

            bool TryTake(ref Mirror? mirror) => (mirror = Take()) is not null;

            (bool, Mirror) Pair() => (stack.Count > 0, Take()!);

            public override string ToString() => $"{space} {range} {map} {objects} {array} {_current}";
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    private static string Opened(string open, string close) => $$"""
        interface ILog { void Warn(string text); void Add(IntervalNotifier notifier); }

        sealed class Mirror(ILog log) : IntervalNotifier
        {
            private AddressSpace? _space;
            private bool _isOpen;
            private int _once;

            public void Open(AddressSpace space, AddressRange range, bool isLoud)
            {
                {{open}}
                Console.WriteLine($"{log} {isLoud} {_space} {_isOpen} {_once}");
            }

            private void Close() { {{close}}; }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    [Fact]
    public Task The_fix_asks_first() => VerifyFixAsync(
        """
        class Session
        {
            void Run(Mirror mirror)
            {
                mirror.Remove();
                // Again.
                [|mirror.Remove()|];
            }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """,
        """
        class Session
        {
            void Run(Mirror mirror)
            {
                mirror.Remove();
                // Again.
                if (mirror.IsInserted)
                    mirror.Remove();
            }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);
}
