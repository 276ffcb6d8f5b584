// Breaks: NSDK5004
// Bug: a notifier is inserted for user memory only, and the validation reads every buffer's
// Read in: none
public sealed class BufferValidation(AddressSpace space)
{
    public bool Validate(AddressRange range, bool isUserMemory, Func<AddressRange, bool> bind)
    {
        var buffer = new Buffer();
        if (isUserMemory)
            space.Insert(buffer, range);
        var isBound = buffer.Bind(buffer.ReadBegin(), range, bind); //! NSDK5004
        var isBound = isUserMemory ? buffer.Bind(buffer.ReadBegin(), range, bind) : bind(range); //+
        if (isUserMemory)
            buffer.Remove();
        return isBound;
    }

    private sealed class Buffer : IntervalNotifier
    {
        private readonly DriverLock _lock = new();
        private ulong _bound;

        public bool Bind(ReadToken token, AddressRange range, Func<AddressRange, bool> bind)
        {
            if (!bind(range))
                return false;
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    return false;
                _bound = range.Start;
                return true;
            }
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            using (_lock.EnterScope())
            {
                SetSeq(invalidation.Sequence);
                _bound = 0;
            }

            return true;
        }
    }
}
