using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk;

/// <summary>Marks steps of a driver's own code, at which an explorer of interleavings can stop a thread.</summary>
public static class Interleavings
{
    /// <summary>Names a step. In production it compiles to nothing.</summary>
    /// <param name="name">The name of the step in explored schedules.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Point(string name)
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Point(name);
    }
}
