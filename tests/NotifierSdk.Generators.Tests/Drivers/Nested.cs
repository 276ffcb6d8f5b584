using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>A driver deep inside other types, of each kind that C# has.</summary>
public partial interface INested<TOuter>
{
    internal partial struct Middle<TKey> where TKey : unmanaged
    {
        internal partial record struct Small(int Number)
        {
            internal partial record Big(TKey Key)
            {
                protected internal static partial class Holder
                {
                    private protected sealed partial class Region : IntervalNotifier
                    {
                        [DriverLock] private readonly DriverLock _lock = new();

                        [Invalidate] private void Drop() { }

                        [Fault(Collect = nameof(Read), Commit = nameof(Write))]
                        internal partial bool Fault(AddressRange range, TKey key);

                        private static TKey Read(TKey key) => key;

                        private static void Write(TKey value) { }
                    }
                }
            }
        }
    }
}
