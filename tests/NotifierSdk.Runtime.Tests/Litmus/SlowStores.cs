namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// Plain stores to memory that is in no cache. They wait in the store buffer, and stores leave it in order: what is stored after them is not seen for a while,
/// unless a fence waits for it. (An owner who has just changed his mapping is in the same position.)
/// </summary>
internal sealed class SlowStores
{
    private const int Size = 32 << 20, Stride = 1_234_567;

    private readonly byte[] _memory = new byte[Size];
    private int _position;

    internal void Write()
    {
        for (var stores = 0; stores < 32; stores++)
            _memory[_position = (_position + Stride) & (Size - 1)] = 1;
    }
}
