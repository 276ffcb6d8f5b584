// Correct: written in C# of fifteen years ago; the callback enters the monitor through a helper that says whether it was taken, and each way out releases exactly what was taken.
using System;
using System.Collections;
using System.Threading;
using NotifierSdk;

public delegate object TranslateProc(ulong page);

public class TranslationDirectory : IntervalNotifier
{
    private readonly object syncRoot = new object();
    private readonly Hashtable table = new Hashtable();
    private readonly TranslateProc translate;

    public TranslationDirectory(TranslateProc translate) { this.translate = translate; }

    public bool Resolve(ulong address)
    {
        AddressRange page = AddressRange.FromLength(address - address % 4096, 4096);
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
                    table[page.Start / 4096] = result;
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

    protected override bool OnInvalidate(in Invalidation inv)
    {
        bool taken = false;
        try
        {
            Acquire(in inv, out taken);
            if (!taken)
                return false;
            SetSeq(inv.Sequence);
            foreach (ulong number in inv.Overlap.Pages(4096))
                table.Remove(number);
        }
        finally
        {
            if (taken)
                Monitor.Exit(syncRoot);
        }
        return true;
    }

    private void Acquire(in Invalidation inv, out bool taken)
    {
        taken = false;
        if (inv.IsBlockable)
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
