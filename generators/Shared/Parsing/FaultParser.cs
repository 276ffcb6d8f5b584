using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>Reads one [Fault] method.</summary>
internal static class FaultParser
{
    public static void Parse(DriverShape shape, IMethodSymbol entryPoint, WellKnownTypes types)
    {
        shape.Faults.Add(new FaultShape(entryPoint));
    }
}
