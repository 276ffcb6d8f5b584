// Breaks: NSDK4002
// Bug: the lookup returns early with the lock held if the module is known but stripped.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class ModuleInfo
{
    public ModuleInfo(string name, bool stripped)
    {
        Name = name;
        Stripped = stripped;
    }

    public string Name { get; }

    public bool Stripped { get; }
}

/// <summary>Loaded modules of a traced kernel.</summary>
public sealed class KernelModules : IntervalNotifier, IDisposable
{
    private const ulong Section = 0x10000;

    private readonly DriverLock _lock = new("modules");
    private readonly Dictionary<ulong, ModuleInfo> _sections = new();
    private readonly Func<ulong, ModuleInfo> _readHeader;

    public KernelModules(Func<ulong, ModuleInfo> readHeader) => _readHeader = readHeader;

    public bool TryName(ulong ip, out string name)
    {
        _lock.Enter();
        if (!_sections.TryGetValue(ip / Section, out var module))
        {
            _lock.Exit();
            name = "[unknown]";
            return false;
        }

        if (module.Stripped)
        {
            name = module.Name;
            return false;
        }

        name = $"{module.Name}+0x{ip % Section:x}";
        _lock.Exit();
        return true;
    }

    public bool Load(ulong ip, CancellationToken cancellation)
    {
        var section = AddressRange.FromLength(ip / Section * Section, Section);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin(section, cancellation);
            var module = _readHeader(section.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _sections[ip / Section] = module;
                return true;
            }
        }

        return false;
    }

    public void Attach(AddressSpace kernel, AddressRange modules)
    {
        kernel.Insert(this, modules);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var section in invalidation.Overlap.Pages(Section))
                _sections.Remove(section);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
