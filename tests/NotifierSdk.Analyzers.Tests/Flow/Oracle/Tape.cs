namespace NotifierSdk.Analyzers.Tests.Flow.Oracle;

/// <summary>Reads a program off a sequence of bytes, so that whatever shrinks the bytes shrinks the program.</summary>
internal sealed class Tape(byte[] bytes)
{
    private const int Methods = 3;

    private int _at;
    private int _probes;
    private int _method;

    public static SmallProgram Read(byte[] bytes)
    {
        var tape = new Tape(bytes);
        var methods = new List<Block>();
        for (; tape._method < Methods; tape._method++)
            methods.Add(tape.Block(depth: 3, inLoop: false, inFinally: false));
        return new SmallProgram(methods);
    }

    private int Next(int below) => _at < bytes.Length ? bytes[_at++] % below : 0;

    // Only the last method calls itself: a cycle through two needs longer paths than can be enumerated.
    private int Callee() => Math.Min(Methods - 1, _method + 1 + Next(Methods - 1));

    private Block Block(int depth, bool inLoop, bool inFinally)
    {
        var statements = new List<Statement>();
        for (var count = Next(4); count > 0; count--)
            statements.Add(Statement(depth, inLoop, inFinally));
        statements.Add(new Statement.Probe(_probes++));
        return new Block(statements);
    }

    // C# lets no return leave a finally, and no break or continue but those of a loop inside it.
    private Statement Statement(int depth, bool inLoop, bool inFinally) => Next(depth > 0 ? 16 : 11) switch
    {
        0 or 1 => new Statement.Acquire(),
        2 or 3 => new Statement.Release(),
        4 => new Statement.Risky(),
        5 or 6 => new Statement.SetFlag(Next(SmallProgram.Flags), Test(2)),
        7 => new Statement.Call(Callee()),
        8 => inFinally ? new Statement.Risky() : new Statement.Return(Test(1)),
        9 => new Statement.Throw(),
        10 => !inLoop ? new Statement.Acquire() : Next(2) == 0 ? new Statement.Break() : new Statement.Continue(),
        11 or 12 => new Statement.If(Test(2), Block(depth - 1, inLoop, inFinally), Block(depth - 1, inLoop, inFinally)),
        13 => new Statement.While(Test(1), Block(depth - 1, inLoop: true, inFinally)),
        14 => new Statement.TryCatch(Block(depth - 1, inLoop, inFinally), Next(2) == 0, Block(depth - 1, inLoop, inFinally)),
        _ => new Statement.TryFinally(Block(depth - 1, inLoop, inFinally), Block(depth - 1, inLoop: false, inFinally: true)),
    };

    private Test Test(int depth) => Next(depth > 0 ? 9 : 5) switch
    {
        0 => new Test.Unknown(),
        1 or 2 => new Test.Flag(Next(SmallProgram.Flags)),
        3 => new Test.Try(),
        4 => new Test.Constant(Next(2) == 0),
        5 => new Test.Not(Test(depth - 1)),
        6 => new Test.And(Test(depth - 1), Test(depth - 1)),
        7 => new Test.Or(Test(depth - 1), Test(depth - 1)),
        _ => new Test.Call(Callee()),
    };
}
