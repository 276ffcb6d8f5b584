using System.Text;

namespace NotifierSdk.Generators.Emission;

/// <summary>Writes lines of C#, indented by their blocks.</summary>
internal sealed class IndentedWriter
{
    private const string Unit = "    ";

    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line() => _text.Append('\n');

    public void Line(string line)
    {
        for (var i = 0; i < _depth; i++)
            _text.Append(Unit);
        _text.Append(line).Append('\n');
    }

    /// <summary>A line that is the only statement of the one above it.</summary>
    public void Nested(string line) => Line(Unit + line);

    /// <summary>A comment of several lines.</summary>
    public void Comment(params string[] lines)
    {
        foreach (var line in lines)
            Line("// " + line);
    }

    /// <summary>A header and its braces; closed by disposing.</summary>
    public Block Open(string header)
    {
        Line(header);
        Line("{");
        _depth++;
        return new Block(this);
    }

    public override string ToString() => _text.ToString();

    public readonly struct Block(IndentedWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line("}");
        }
    }
}
