
namespace GuestCodeCache.Machine.Execution;

/// <summary>What the guest's processor computes differently from the host's: the high half of products, and divisions that never fail.</summary>
internal static class Arithmetic
{
    internal static int MultiplyHigh(int left, int right) => (int)((long)left * right >> 32);

    internal static int MultiplyHighMixed(int left, int right) => (int)((long)left * (uint)right >> 32);

    internal static int MultiplyHighUnsigned(int left, int right) => (int)((ulong)(uint)left * (uint)right >> 32);

    // By 0: all ones, and what was divided. The one overflow: what was divided, and 0.
    internal static int Divide(int left, int right) => right switch
    {
        0 => -1,
        -1 => unchecked(-left),
        _ => left / right,
    };

    internal static int DivideUnsigned(int left, int right) => right == 0 ? -1 : (int)((uint)left / (uint)right);

    internal static int Remainder(int left, int right) => right switch
    {
        0 => left,
        -1 => 0,
        _ => left % right,
    };

    internal static int RemainderUnsigned(int left, int right) => right == 0 ? left : (int)((uint)left % (uint)right);

    internal static int SetIfLess(int left, int right) => left < right ? 1 : 0;

    internal static int SetIfLessUnsigned(int left, int right) => (uint)left < (uint)right ? 1 : 0;
}
