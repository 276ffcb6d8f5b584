using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Retirement;

namespace NotifierSdk;

/// <summary>One stay of a thread in a section of a <see cref="RetireList{T}"/>, from <see cref="RetireList{T}.EnterSection"/> to <see cref="Dispose"/>.</summary>
/// <remarks>It belongs to the thread that entered it, and to one method call: it cannot be kept in a field or across an <c>await</c>.</remarks>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A ref struct, of no use but to be disposed.")]
public readonly ref struct RetireSection
{
    private readonly SectionRecord? _record;
    private readonly ulong _number;
    private readonly int _depth;

    internal RetireSection(SectionRecord record, ulong number, int depth) => (_record, _number, _depth) = (record, number, depth);

    /// <summary>Leaves the section; does nothing if it was left already. Never waits. What the section looked up must not be used any more.</summary>
    /// <exception cref="InvalidOperationException">Another section, which was entered inside this one on the same thread, is still open.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => _record?.Leave(_number, _depth);
}
