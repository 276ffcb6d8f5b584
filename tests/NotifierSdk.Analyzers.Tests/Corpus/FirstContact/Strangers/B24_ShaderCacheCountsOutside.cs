// Breaks: NSDK4003
// Bug: Report makes a lambda under the lock that reads the guarded table, and the timer's thread runs the lambda later, when nobody holds the lock.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;



public sealed record Shader(AddressRange Source, int Instructions);

public sealed partial class ShaderCache(Func<AddressRange, Shader?> compile) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("shader cache");
    [GuardedBy(nameof(_lock))] private readonly List<Shader> _shaders = [];
    [GuardedBy(nameof(_lock))] private int _evicted;

    [Fault(Collect = nameof(Compile), Commit = nameof(Add))]
    public partial FaultStatus Load(AddressRange source);

    public Timer Report(TimeSpan period, Action<string> sink)
    {
        using (_lock.EnterScope())
        {
            var before = _evicted;
            return new Timer(
                _ => sink($"{_shaders.Sum(shader => shader.Instructions)} instructions, started at {before} evictions"),
                null,
                period,
                period);
        }
    }

    public Shader? Find(ulong address)
    {
        using (_lock.EnterScope())
            return _shaders.FirstOrDefault(shader => shader.Source.Contains(address));
    }

    private bool Compile(AddressRange source, out Shader shader)
    {
        var compiled = compile(source);
        shader = compiled!;
        return compiled is not null;
    }

    private void Add(Shader shader) => _shaders.Add(shader);

    [Invalidate]
    private void Evict(AddressRange range) => _evicted += _shaders.RemoveAll(shader => shader.Source.Overlaps(range));
}
