// Correct: the constructor inserts the object itself, and callbacks may come before it returns; the class is sealed, and everything that a callback uses was set before that last statement.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IShaderHeap
{
    byte[] ReadShader(AddressRange code);
}

public interface IShaderCompiler
{
    int Compile(byte[] code);
}

/// <summary>Compiled shaders of an emulated GPU.</summary>
public sealed partial class ShaderCache : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly object _cacheLock;
    [GuardedBy(nameof(_cacheLock))] private readonly Dictionary<AddressRange, int> _programs;
    [GuardedBy(nameof(_cacheLock))] private int _dropped;
    private readonly IShaderHeap _heap;
    private readonly IShaderCompiler _compiler;

    public ShaderCache(AddressSpace vram, AddressRange heapRange, IShaderHeap heap, IShaderCompiler compiler, int capacity)
    {
        ArgumentNullException.ThrowIfNull(heap);
        ArgumentNullException.ThrowIfNull(compiler);
        _heap = heap;
        _compiler = compiler;
        _cacheLock = new object();
        _programs = new Dictionary<AddressRange, int>(capacity);
        vram.Insert(this, heapRange);
    }

    public int Dropped
    {
        get
        {
            lock (_cacheLock)
                return _dropped;
        }
    }

    [Fault(Collect = nameof(Compile), Commit = nameof(Store), TimeoutMilliseconds = 5000)]
    public partial FaultOutcome Build(AddressRange code);

    public bool TryDraw(AddressRange code, Action<int> draw)
    {
        lock (_cacheLock)
        {
            if (!_programs.TryGetValue(code, out var program))
                return false;
            draw(program);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Evict(AddressRange range)
    {
        foreach (var code in new List<AddressRange>(_programs.Keys))
        {
            if (!code.Overlaps(range))
                continue;
            _programs.Remove(code);
            _dropped++;
        }
    }

    private bool Compile(AddressRange code, out int program, out Exception? why)
    {
        try
        {
            program = _compiler.Compile(_heap.ReadShader(code));
            why = null;
            return true;
        }
        catch (FormatException bad)
        {
            program = 0;
            why = bad;
            return false;
        }
    }

    private void Store(AddressRange code, int program) => _programs[code] = program;
}
