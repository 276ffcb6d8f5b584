using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NotifierSdk.Seam;

namespace NotifierSdk.Retirement;

/// <summary>What one thread says about its sections of one list.</summary>
internal sealed class SectionRecord(Sections sections, Thread thread)
{
    /// <summary>In <see cref="_words"/>, for <c>Awaited</c>: the pass has not decided yet whom it waits for.</summary>
    internal const ulong Undecided = ulong.MaxValue;

    private Words _words;
    private ulong[] _inner = []; // the number of the section that is open at each depth above 1, or was there last; as is what follows, the thread's own
    private ulong _entriesOfInner;

    internal Sections Sections { get; } = sections;

    internal Thread Thread { get; } = thread;

    /// <summary>Odd while the thread is inside. Only the thread itself writes it, so it reads its own count plainly.</summary>
    internal ulong Count => Word.Read(ref _words.Count, this, nameof(Words.Count));

    /// <summary>The count that the pass waits for, <see cref="Undecided"/>, or 0 for none. Written under the lock of the sections.</summary>
    internal ulong Awaited
    {
        get => Word.Read(ref _words.Awaited, this, nameof(Words.Awaited));
        set => Word.Write(ref _words.Awaited, value, this, nameof(Words.Awaited));
    }

    /// <summary>How many sections of the thread are open, one in the other. The thread's own.</summary>
    internal int Depth => _words.Depth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RetireSection Enter()
    {
        if (_words.Depth != 0)
            return EnterInner();
        _words.Depth = 1;
        var count = _words.Count;
        // A plain store: the pass's process-wide fence is the other half of the pair. Either the pass sees this, or this thread sees whatever was dropped
        // before that fence. The read is Dekker's too (against Close), and as an acquire it keeps what the section reads behind the store.
        Word.Write(ref _words.Count, ++count, this, nameof(Words.Count));
        if (Sections.IsClosed)
            Refuse(count);
        return new RetireSection(this, count, depth: 1);
    }

    /// <param name="number">What tells the section from others of the same depth: the count, of an outermost one; its place in the order of the inner ones, of others.</param>
    /// <param name="depth">The depth at the entry.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Leave(ulong number, int depth)
    {
        if (depth != 1)
            LeaveInner(number, depth);
        else if (_words.Count == number)
            LeaveOutermost(number); // otherwise it was left before
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LeaveOutermost(ulong count)
    {
        if (_words.Depth != 1)
            ThrowInnerIsOpen();
        _words.Depth = 0;
        // A release: what the section read, it has read. Then Dekker again, without a fence on this side: the pass says whom it might wait for before its
        // process-wide fence and reads the counts after it, so at least one of the two sees the other.
        Word.Write(ref _words.Count, count + 1, this, nameof(Words.Count));
        if (Awaited != 0)
            Sections.LeftWhileAwaited(this, count);
    }

    // Kept apart, as is its leave: most sections are the only ones.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RetireSection EnterInner()
    {
        var depth = _words.Depth + 1;
        if (_inner.Length <= depth)
            Array.Resize(ref _inner, 2 * depth);
        var number = ++_entriesOfInner;
        (_inner[depth], _words.Depth) = (number, depth);
        return new RetireSection(this, number, depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveInner(ulong number, int depth)
    {
        if (_words.Depth < depth || _inner[depth] != number)
            return; // it was left before
        if (_words.Depth > depth)
            ThrowInnerIsOpen();
        _words.Depth = depth - 1;
    }

    private void Refuse(ulong count)
    {
        LeaveOutermost(count);
        throw Sections.Closed("enter a section");
    }

    private static void ThrowInnerIsOpen() =>
        throw new InvalidOperationException("A section of a retire list was left while another one, entered inside it on the same thread, was open. Leave the inner one first: give each a 'using' of its own.");

    // Lines of their own: the owner writes them all the time.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Words
    {
        [FieldOffset(128)]
        internal ulong Count;

        [FieldOffset(136)]
        internal ulong Awaited;

        [FieldOffset(144)]
        internal int Depth;
    }
}
