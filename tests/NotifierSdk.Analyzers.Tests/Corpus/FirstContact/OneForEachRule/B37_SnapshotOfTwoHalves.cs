// Breaks: NSDK2007
// Bug: the vertex data and the index data are read with a token each, so they may be of different moments
public sealed class MeshUpload : IntervalNotifier
{
    private readonly DriverLock m_lock = new();
    private readonly Dictionary<ulong, (float[] V, ushort[] I)> m_meshes = new();
    private readonly IGuestMemory m_mem;

    public MeshUpload(IGuestMemory mem) { m_mem = mem; }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (m_lock.TryEnter(in invalidation, out DriverLock.Scope s))
        {
            using (s)
            {
                SetSeq(invalidation.Sequence);
                m_meshes.Clear();
            }
            return true;
        }
        return false;
    }

    public bool Upload(ulong va, int vertices, int indices)
    {
        for (int n = 0; n < 16; n++)
        {
            ReadToken token = ReadBegin();
            float[] v = m_mem.ReadFloats(va, vertices);
            token = ReadBegin();
            ushort[] i = m_mem.ReadShorts(va + (ulong)vertices * 4, indices);
            using (m_lock.EnterScope())
            {
                if (ReadRetry(token)) continue;
                m_meshes[va] = (v, i);
                return true;
            }
        }
        return false;
    }
}

public interface IGuestMemory
{
    float[] ReadFloats(ulong va, int count);
    ushort[] ReadShorts(ulong va, int count);
}
