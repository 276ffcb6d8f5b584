using System.Diagnostics.CodeAnalysis;
using System.Text;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;
using NotifierSdk.Linux;

namespace GuestCodeCache.Machine.Kernel;

/// <summary>Makes the cache of a guest; null if it is to be interpreted.</summary>
public delegate ICodeCache? MakeCache(GuestMemory memory, Translator translator, CacheCounters counters);

/// <summary>One run of a program: its memory, its threads, and what became of it.</summary>
public sealed class GuestProcess : IDisposable
{
    /// <summary>Where the first thread's stack begins; programs lie below.</summary>
    internal const uint StackStart = MemoryLength - StackLength;

    private const uint MemoryLength = 16 << 20, StackLength = 64 << 10;
    private const int StackPointer = 2, A0 = 10;

    private readonly GuestMemory _memory = new(MemoryLength);
    private readonly CellPool _cells = new();
    private readonly ICodeCache? _cache;
    private readonly Processor _processor;
    private readonly MemoryFile? _disk;
    private readonly SystemCalls _kernel;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly List<Hart> _harts = []; // under the lock, as is what follows
    private readonly List<Thread> _threads = [];
    private readonly StringBuilder _output = new();
    private int? _exitCode;
    private string? _failure;

    /// <summary>Loads a program.</summary>
    public GuestProcess(GuestProgram program, MakeCache makeCache, CacheCounters counters, int threshold)
    {
        foreach (var segment in program.Segments)
            Load(segment);
        _memory.Map(StackStart, StackLength, Rights.Read | Rights.Write);
        if (program.Disk is { } disk)
            _disk = MakeDisk(disk);
        _kernel = new SystemCalls(this, _memory, _disk);
        _cache = makeCache(_memory, new Translator(_memory, _cells), counters);
        _processor = new Processor(_memory, _cache, threshold);
        var main = new Hart(_memory, 0) { Pc = program.Entry, [StackPointer] = MemoryLength - 16 };
        _harts.Add(main);
    }

    /// <summary>What the program exited with; null if it was ended by something else.</summary>
    public int? ExitCode
    {
        get
        {
            lock (_lock)
                return _exitCode;
        }
    }

    /// <summary>What ended it, if it did not exit.</summary>
    public string? Failure
    {
        get
        {
            lock (_lock)
                return _failure;
        }
    }

    /// <summary>What it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    /// <summary>How many instructions its threads have executed.</summary>
    public long Instructions
    {
        get
        {
            lock (_lock)
                return _harts.Sum(hart => hart.Instructions);
        }
    }

    /// <summary>Runs the program to its end, on this thread and on those that it makes.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(() => Fail("It was ended before it had exited.")))
        {
            Run(_harts[0]);
            for (var index = 0; TryGetThread(index, out var thread); index++)
                thread.Join();
        }

        Close();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hart in _harts)
            hart.Dispose();
        _memory.Dispose();
        _disk?.Dispose();
        _cells.Dispose();
        _over.Dispose();
    }

    internal void Print(byte[] bytes)
    {
        lock (_lock)
            _output.Append(Encoding.UTF8.GetString(bytes));
    }

    internal void Sleep(TimeSpan time) => _over.Token.WaitHandle.WaitOne(time);

    internal Hart? TryClone(Hart parent, uint stack)
    {
        lock (_lock)
        {
            if (_harts.Count == Hart.MaxCount)
                return null;
            var child = new Hart(_memory, _harts.Count) { Pc = parent.Pc };
            child.CopyRegisters(parent);
            child[A0] = 0;
            if (stack != 0)
                child[StackPointer] = stack;
            _harts.Add(child);
            var thread = new Thread(() => Run(child)) { Name = $"guest {child.Number}", IsBackground = true };
            _threads.Add(thread);
            thread.Start();
            return child;
        }
    }

    internal void End(Hart hart, int exitCode)
    {
        hart.IsOver = true;
        lock (_lock)
        {
            if (hart.Number == 0)
                _exitCode ??= exitCode;
        }
    }

    internal void EndAll(int exitCode)
    {
        lock (_lock)
            _exitCode ??= exitCode;
        _over.Cancel();
    }

    private static MemoryFile MakeDisk(byte[] bytes)
    {
        var file = MemoryFile.Create("disk", (ulong)bytes.Length);
        using var space = new NotifierSdk.AddressSpace("disk");
        using var memory = MappedMemory.Map(space, file, 0, file.Length);
        bytes.CopyTo(memory.AsSpan(memory.Range));
        return file;
    }

    private void Load(Segment segment)
    {
        var first = segment.Address & ~(GuestMemory.PageSize - 1);
        var length = (segment.Address + segment.Length - first + GuestMemory.PageSize - 1) & ~(GuestMemory.PageSize - 1);
        _memory.Map(first, length, segment.Rights);
        _memory.Load(segment.Address, segment.Bytes);
    }

    private bool TryGetThread(int index, [NotNullWhen(true)] out Thread? thread)
    {
        lock (_lock)
            thread = index < _threads.Count ? _threads[index] : null;
        return thread is not null;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it is, the guest is over, and Failure says why.")]
    private void Run(Hart hart)
    {
        try
        {
            while (!hart.IsOver && !_over.IsCancellationRequested)
                Step(hart);
        }
        catch (Exception exception)
        {
            Fail(exception.ToString());
        }
    }

    private void Step(Hart hart)
    {
        try
        {
            _processor.Run(hart);
        }
        catch (GuestFaultException fault)
        {
            // Perhaps a change of the mapping was under way: wait for it, and then the thread runs the instruction again. Not in a filter of the exception:
            // it would run before the section is left, which the change waits for.
            if (!HasRightNow(fault))
                Fail($"Thread {hart.Number} at 0x{hart.Pc:x}: {fault.Message}");
        }

        if (hart.Trap == Trap.SystemCall)
            _kernel.Handle(hart);
        else if (hart.Trap != Trap.None)
            Fail($"Thread {hart.Number} at 0x{hart.Pc:x}: {hart.Trap}.");
    }

    private bool HasRightNow(GuestFaultException fault) => fault.Page is { } page && _memory.AwaitRights(page << GuestMemory.PageBits).HasFlag(fault.Needed);

    private void Fail(string failure)
    {
        lock (_lock)
            _failure ??= failure;
        _over.Cancel();
    }

    // Everything that ran is counted in a cell, and every cell was given back.
    private void Close()
    {
        _cache?.Close();
        _memory.Sections.Synchronize();
        var runs = _harts.Sum(hart => hart.Runs);
        if (_cells.Wrong is { } wrong)
            Fail($"Code cache: {wrong}.");
        else if (_cells.Total != runs || _cells.InUse != 0)
            Fail($"Code cache: blocks ran {runs} times, and counted {_cells.Total}; {_cells.InUse} were never freed.");
    }
}
