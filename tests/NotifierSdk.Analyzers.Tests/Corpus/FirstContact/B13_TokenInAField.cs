// Breaks: NSDK2013
// Bug: the token is a field of the driver, which two faults share
public class VertexBufferView : IntervalNotifier
{
    private readonly object _sync = new();
    private ReadToken _token;
    private float[]? _vertices;

    public void Begin() => _token = ReadBegin();

    public bool Finish(float[] vertices)
    {
        lock (_sync)
        {
            if (ReadRetry(_token))
                return false;
            _vertices = vertices;
            return true;
        }
    }

    public float[]? Vertices { get { lock (_sync) return _vertices; } }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_sync)
        {
            SetSeq(invalidation.Sequence);
            _vertices = null;
        }

        return true;
    }
}
