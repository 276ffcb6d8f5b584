// Correct: written in C# of fifteen years ago; the callback enters the monitor through a helper that says whether it was taken, and each way out releases exactly what was taken.
using System;
using System.Collections;
using System.Threading;
using NotifierSdk;

public delegate object TranslateProc(ulong page);

public class TranslationDirectory : IntervalNotifier
{
    private const ulong PAGE_SIZE = 4096;

    private readonly object syncRoot = new object();
    private readonly Hashtable table = new Hashtable();
    private readonly TranslateProc translate;

    public TranslationDirectory(TranslateProc translate)
    {
        if (translate == null)
            throw new ArgumentNullException("translate");
        this.translate = translate;
    }

    public bool Resolve(ulong address)
    {
        AddressRange page = AddressRange.FromLength(address - address % PAGE_SIZE, PAGE_SIZE);
        int left = 50;
        while (left-- > 0)
        {
            ReadToken token = ReadBegin(page, TimeSpan.FromSeconds(5));
            object result = translate(page.Start);
            bool stale;

            Monitor.Enter(syncRoot);
            try
            {
                stale = ReadRetry(token);
                if (!stale)
                    table[page.Start / PAGE_SIZE] = result;
            }
            finally
            {
                Monitor.Exit(syncRoot);
            }

            if (!stale)
                return true;
        }
        return false;
    }

    public bool Visit(ulong address, Action<object> visitor)
    {
        lock (syncRoot)
        {
            object? entry = table[address / PAGE_SIZE];
            if (entry == null)
                return false;
            visitor(entry);
            return true;
        }
    }

    public void Attach(AddressSpace space, AddressRange range)
    {
        space.Insert(this, range);
    }

    public void Detach()
    {
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation inv)
    {
        bool taken = false;
        try
        {
            Acquire(inv.IsBlockable, ref taken);
            if (!taken)
                return false;
            SetSeq(inv.Sequence);
            foreach (ulong number in inv.Overlap.Pages(PAGE_SIZE))
                table.Remove(number);
        }
        finally
        {
            if (taken)
                Monitor.Exit(syncRoot);
        }
        return true;
    }

    private void Acquire(bool mayWait, ref bool taken)
    {
        if (mayWait)
            Monitor.Enter(syncRoot, ref taken);
        else
            Monitor.TryEnter(syncRoot, ref taken);
    }

    protected override void WaitForCommits()
    {
        Monitor.Enter(syncRoot);
        Monitor.Exit(syncRoot);
    }
}
