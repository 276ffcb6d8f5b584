using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk;

/// <summary>Steps of a driver's own code that an explorer of interleavings may stop at.</summary>
public static class Interleavings
{
    /// <summary>Names a step. In production it compiles to nothing.</summary>
    /// <param name="name">What an explored schedule calls the step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Point(string name)
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Point(name);
    }
}
