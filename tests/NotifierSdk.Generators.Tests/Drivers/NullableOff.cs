#nullable disable
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;

namespace Drivers.Shapes
{
    internal partial class NullableOff<T> : IntervalNotifier where T : class
    {
        [DriverLock] private readonly object _gate = new object();

        [Invalidate] private void Drop(in Invalidation invalidation) { }

        [Fault(Collect = nameof(Read), Commit = nameof(Write), Discard = nameof(Undo))]
        internal partial Task<string> Fault(AddressRange range, Dictionary<string, List<T>> names, string[] more);

        private List<T> Read(Dictionary<string, List<T>> names) => names["a"];

        private string Write(List<T> list, string[] more) => more[0];

        private void Undo(List<T> list) { }
    }
}
