using System.Runtime.CompilerServices;

namespace NotifierSdk.Generators.Tests.Harness;

/// <summary>Everything that is run here is run in validation mode: what a generated driver does must never look like a mistake to the runtime.</summary>
internal static class Validation
{
    [ModuleInitializer]
    internal static void Throw() => ValidationMode.Throws = true;
}
