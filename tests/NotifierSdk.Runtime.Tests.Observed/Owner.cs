using System.Runtime.CompilerServices;

namespace NotifierSdk.Runtime.Tests.Observed;

/// <summary>The owner of the mapping. A begin is inlined into whoever announces, so the tests look at the code of this.</summary>
internal static class Owner
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Change(AddressSpace space, AddressRange range) => space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();
}
