using System.Runtime.CompilerServices;
#pragma warning disable RS0030 // this is the place that the banned names send everyone to

namespace NotifierSdk.Seam;

/// <summary>Lock-free accesses of protocol words. The owner and the name say to an explorer which word it is; in production they cost nothing.</summary>
internal static class Word
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Read(ref readonly long location, object owner, string word)
    {
        Interception.BeforeRead(owner, word);
        return Volatile.Read(in location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Read(ref readonly int location, object owner, string word)
    {
        Interception.BeforeRead(owner, word);
        return Volatile.Read(in location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Read(ref readonly ulong location, object owner, string word)
    {
        Interception.BeforeRead(owner, word);
        return Volatile.Read(in location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Read(ref readonly bool location, object owner, string word)
    {
        Interception.BeforeRead(owner, word);
        return Volatile.Read(in location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Read<T>(ref readonly T location, object owner, string word)
        where T : class?
    {
        Interception.BeforeRead(owner, word);
        return Volatile.Read(in location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(ref long location, long value, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        Volatile.Write(ref location, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(ref ulong location, ulong value, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        Volatile.Write(ref location, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(ref bool location, bool value, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        Volatile.Write(ref location, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write<T>(ref T location, T value, object owner, string word)
        where T : class?
    {
        Interception.BeforeWrite(owner, word);
        Volatile.Write(ref location, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Exchange(ref long location, long value, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        return Interlocked.Exchange(ref location, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Exchange<T>(ref T location, T value, object owner, string word)
        where T : class?
    {
        Interception.BeforeWrite(owner, word);
        return Interlocked.Exchange(ref location, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CompareExchange(ref long location, long value, long expected, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        return Interlocked.CompareExchange(ref location, value, expected) == expected;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CompareExchange(ref int location, int value, int expected, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        return Interlocked.CompareExchange(ref location, value, expected) == expected;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CompareExchange<T>(ref T location, T value, T expected, object owner, string word)
        where T : class?
    {
        Interception.BeforeWrite(owner, word);
        return ReferenceEquals(Interlocked.CompareExchange(ref location, value, expected), expected);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Increment(ref int location, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        return Interlocked.Increment(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Decrement(ref int location, object owner, string word)
    {
        Interception.BeforeWrite(owner, word);
        return Interlocked.Decrement(ref location);
    }

    /// <summary>Writes a part of what an access that follows publishes. No step of its own; a release, so that nobody sees it before what was written earlier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fill(ref ulong location, ulong value, object owner, string word)
    {
        Volatile.Write(ref location, value);
        Interception.Wrote(owner, word);
    }

    /// <inheritdoc cref="Fill(ref ulong, ulong, object, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fill(ref long location, long value, object owner, string word)
    {
        Volatile.Write(ref location, value);
        Interception.Wrote(owner, word);
    }

    /// <inheritdoc cref="Fill(ref ulong, ulong, object, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fill(ref int location, int value, object owner, string word)
    {
        Volatile.Write(ref location, value);
        Interception.Wrote(owner, word);
    }

    /// <summary>A full fence: what was written before it is seen by everybody before anything is read after it.</summary>
    /// <remarks>No step of its own: the explorer's threads are sequentially consistent anyway.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void FullFence() => Interlocked.MemoryBarrier();

    /// <summary>
    /// A full fence on every thread of the process, at some moment of the call: what it lets its partners do with plain stores and loads, it pays for with
    /// microseconds. Whatever a thread stored before its moment is seen after the call; whatever was stored before the call, the thread loads after its moment.
    /// </summary>
    internal static void ProcessWideFence(object owner)
    {
        Interception.BeforeRead(owner, "process-wide fence");
        Interlocked.MemoryBarrierProcessWide();
    }
}
