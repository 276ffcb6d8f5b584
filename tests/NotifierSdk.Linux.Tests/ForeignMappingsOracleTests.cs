using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Tests;

/// <summary>Random changes, by the SDK and behind its back, against a plain array of what each page has, while two threads fault pages in.</summary>
public sealed class ForeignMappingsOracleTests : IDisposable
{
    private const int Pages = 64, FilePages = 256, Operations = 10_000, FaultsPerChange = 8;

    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("foreign mappings oracle tests", FilePages * Kernel.Page);
    private readonly MappedMemory _memory;
    private readonly Stamps _stamps;
    private readonly Random _random = new(20260);
    private readonly ulong[] _model = new ulong[Pages]; // the stamp of each page of the memory; 0 where it has none
    private readonly bool[] _isForeign = new bool[Pages]; // somebody else's page is there, and this test unmaps it
    private readonly SemaphoreSlim _faults = new(0); // each change lets some run beside it
    private volatile bool _isStopping;

    public ForeignMappingsOracleTests()
    {
        using (var whole = MappedMemory.Map(_space, _file, 0, _file.Length))
        {
            for (ulong page = 0; page < FilePages; page++)
                MemoryMarshal.Write(whole.AsSpan(AddressRange.FromLength(whole.Range.Start + page * Kernel.Page, 8)), Stamps.Of(page));
        }

        _memory = MappedMemory.Map(_space, _file, 0, Pages * Kernel.Page);
        for (ulong page = 0; page < Pages; page++)
            _model[page] = Stamps.Of(page);
        _stamps = new Stamps(_memory, Pages);
        _space.Insert(_stamps, _memory.Range);
    }

    public void Dispose()
    {
        _stamps.Remove();
        _stamps.Dispose();
        _memory.Dispose();
        _file.Dispose();
        _space.Dispose();
        _faults.Dispose();
    }

    [Fact]
    public void Ten_thousand_random_changes_leave_no_stale_page_and_the_record_of_what_is_mapped()
    {
        ForeignMappingsTests.NeedsEvents();
        using var foreign = new ForeignMappings(_space);
        foreign.Register(_memory);
        var faulting = Enumerable.Range(0, 2).Select(seed => new Thread(() => FaultAll(new Random(seed)))).ToArray();
        foreach (var thread in faulting)
            thread.Start();
        var counts = new SortedDictionary<string, int>();
        try
        {
            for (var operation = 0; operation < Operations; operation++)
            {
                var first = _random.Next(Pages);
                var range = (First: first, Last: Math.Min(Pages - 1, first + _random.Next(3)));
                _faults.Release(FaultsPerChange);
                var what = Change(range.First, range.Last);
                counts[what] = counts.GetValueOrDefault(what) + 1;
                foreign.WaitUntilAnnounced();
                if (operation % 100 == 0)
                    Assert.True(SpinWait.SpinUntil(() => _faults.CurrentCount == 0, TimeSpan.FromMinutes(1)), "the faults do not come to an end"); // they keep up with the changes
                Check(operation % 100 == 0 ? (0, Pages - 1) : range, $"{operation}: {what} of {range}");
            }
        }
        finally
        {
            _isStopping = true;
            _faults.Release(faulting.Length);
            foreach (var thread in faulting)
                thread.Join();
            for (var page = 0; page < Pages; page++)
                UnmapForeign(page);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))}; {_stamps.Commits:N0} commits, {_stamps.Collisions:N0} collisions");
        Assert.Null(foreign.Failure);
        Assert.True(_stamps.Commits > 0);
    }

    private void FaultAll(Random random)
    {
        while (!_isStopping)
        {
            _faults.Wait();
            _stamps.Fault(random.Next(Pages));
        }
    }

    private string Change(int first, int last)
    {
        var isMapped = Enumerable.Range(first, last - first + 1).All(page => _model[page] != 0);
        if (!isMapped)
            return FillHoles(first, last);
        switch (_random.Next(7))
        {
            case 0:
                Kernel.UnmapAll(Range(first, last));
                Forget(first, last);
                return "foreign munmap";
            case 1:
                Kernel.MapOver(Range(first, last), _file, RandomOffset(first, last, out _));
                Forget(first, last);
                Array.Fill(_isForeign, true, first, last - first + 1);
                return "foreign mmap";
            case 2 or 3:
                return MoveBehindItsBack(first);
            case 4:
                Kernel.Advise(Range(first, last), LibC.AdviseDontNeed); // the file keeps the contents
                return "foreign madvise";
            case 5:
                _memory.Unmap(Range(first, last));
                Forget(first, last);
                return "own unmap";
            default:
                _memory.Replace(Range(first, last), _file, RandomOffset(first, last, out var page));
                Enter(first, last, page);
                return "own replace";
        }
    }

    private string FillHoles(int first, int last)
    {
        for (var page = first; page <= last; page++)
        {
            if (_model[page] != 0)
                continue;
            UnmapForeign(page);
            try
            {
                _memory.Fill(Range(page, page), _file, RandomOffset(page, page, out var filePage));
                Enter(page, page, filePage);
            }
            catch (SystemCallException exception) when (exception.ErrorName == "EEXIST")
            {
                // The runtime has mapped something of its own into the hole; perhaps it is free again next time.
            }
        }

        return "own fill";
    }

    private string MoveBehindItsBack(int from)
    {
        var to = _random.Next(Pages);
        if (to == from || _model[to] == 0)
            return "nothing";
        Kernel.Move(Range(from, from), Range(to, to).Start);
        (_model[to], _model[from]) = (_model[from], 0);
        return "foreign mremap";
    }

    private void Check((int First, int Last) range, string what)
    {
        for (var page = range.First; page <= range.Last; page++)
        {
            Assert.True(_memory.IsMapped(Range(page, page)) == (_model[page] != 0), $"{what}: the record of page {page} is wrong");
            if (_model[page] != 0)
                Assert.True(_stamps.Read(page) == _model[page], $"{what}: page {page} is not what the model says");
            var stamp = _stamps.Shadow(page);
            Assert.True(stamp == 0 || stamp == _model[page], $"{what}: the shadow of page {page} is stale");
        }
    }

    private void Forget(int first, int last) => Array.Clear(_model, first, last - first + 1);

    private void Enter(int first, int last, ulong filePage)
    {
        for (var page = first; page <= last; page++)
            _model[page] = Stamps.Of(filePage++);
    }

    private void UnmapForeign(int page)
    {
        if (_isForeign[page])
            Kernel.Unmap(Range(page, page).Start);
        _isForeign[page] = false;
    }

    private ulong RandomOffset(int first, int last, out ulong filePage)
    {
        filePage = (ulong)_random.Next(FilePages - (last - first));
        return filePage * Kernel.Page;
    }

    private AddressRange Range(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);

    /// <summary>A driver that keeps what it has read of each page, which it reads so that a page that is gone is no fault.</summary>
    private sealed class Stamps(MappedMemory memory, int pages) : IntervalNotifier, IDisposable
    {
        private const ulong Mark = 0x5eed_0000_0000_0000;

        private readonly Lock _lock = new();
        private readonly ulong[] _shadow = new ulong[pages];
        private readonly SafeFileHandle _bytes = File.OpenHandle("/proc/self/mem");

        public int Commits { get; private set; }

        public int Collisions { get; private set; }

        public static ulong Of(ulong filePage) => Mark + filePage + 1;

        public ulong Shadow(int page)
        {
            lock (_lock)
                return _shadow[page];
        }

        public void Fault(int page)
        {
            var range = MappedMemoryTests.PagesOf(memory, page, page);
            while (true)
            {
                var token = ReadBegin(range);
                var stamp = memory.IsMapped(range) ? Read(page) : 0;
                lock (_lock)
                {
                    if (!ReadRetry(token))
                    {
                        _shadow[page] = stamp;
                        Commits++;
                        return;
                    }

                    Collisions++;
                }
            }
        }

        /// <summary>The stamp at the beginning of a page; 0 if there is none.</summary>
        public ulong Read(int page)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            try
            {
                RandomAccess.Read(_bytes, bytes, (long)MappedMemoryTests.PagesOf(memory, page, page).Start);
            }
            catch (IOException)
            {
                return 0; // nothing is mapped there
            }

            var stamp = MemoryMarshal.Read<ulong>(bytes);
            return (stamp & 0xffff_0000_0000_0000) == Mark ? stamp : 0;
        }

        public void Dispose() => _bytes.Dispose();

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            lock (_lock)
            {
                SetSeq(invalidation.Sequence);
                for (var page = 0; page < pages; page++)
                {
                    if (invalidation.Range.Overlaps(MappedMemoryTests.PagesOf(memory, page, page)))
                        _shadow[page] = 0;
                }
            }

            return true;
        }
    }
}
