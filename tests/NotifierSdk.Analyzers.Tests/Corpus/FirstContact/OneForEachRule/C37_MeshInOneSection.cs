// Correct: vertices and indices under one token, and one section per mesh of a list
public interface IVram { float[] Floats(ulong va, int count); ushort[] Shorts(ulong va, int count); }

public sealed class Meshes : IntervalNotifier
{
    private readonly DriverLock m_lock = new();
    private readonly Dictionary<ulong, (float[] V, ushort[] I)> m_meshes = new();
    private readonly IVram m_mem;

    public Meshes(IVram mem) { m_mem = mem; }

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

    public int UploadAll(IReadOnlyList<(ulong Va, int V, int I)> list)
    {
        int done = 0;
        foreach (var (va, vertices, indices) in list)
        {
            if (Upload(va, vertices, indices)) done++;
        }
        return done;
    }

    private bool Upload(ulong va, int vertices, int indices)
    {
        for (int n = 0; n < 16; n++)
        {
            ReadToken token = ReadBegin();
            float[] v = m_mem.Floats(va, vertices);
            if (CheckRetry(token)) continue;
            ushort[] i = m_mem.Shorts(va + (ulong)vertices * 4, indices);
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
