using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk.Retirement;

/// <summary>Where a thread finds its record of a list: an array of its own, in which each list that lives has a place.</summary>
internal static class ThreadRecords
{
    private static readonly ShortLock s_lock = new("places of retire lists");
    private static readonly Stack<int> s_free = [];
    private static int s_places;

    // By place. After a list was disposed its last record stays until another list gets the place; whoever looks compares.
    [ThreadStatic]
    private static SectionRecord?[]? t_records;

    internal static int TakePlace()
    {
        using (s_lock.EnterScope())
            return s_free.TryPop(out var place) ? place : s_places++;
    }

    internal static void GiveBack(int place)
    {
        using (s_lock.EnterScope())
            s_free.Push(place);
    }

    /// <summary>The calling thread's record at the place, perhaps of a former list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SectionRecord? At(int place)
    {
        var records = t_records;
        return records is not null && (uint)place < (uint)records.Length ? records[place] : null;
    }

    internal static void Set(int place, SectionRecord record)
    {
        if (t_records is null || t_records.Length <= place)
            Array.Resize(ref t_records, Math.Max(4, place * 2));
        t_records![place] = record;
    }
}
