using System.Text;

namespace NotifierSdk.Analyzers.Tests.Flow.Oracle;

/// <summary>A statement of the small language in which the flow engine is tested; its text is C#.</summary>
internal abstract record Statement
{
    public sealed record Acquire : Statement;

    public sealed record Release : Statement;

    /// <summary>A call that may throw, and does nothing else.</summary>
    public sealed record Risky : Statement;

    /// <summary>A place at which the states are compared.</summary>
    public sealed record Probe(int Number) : Statement;

    public sealed record SetFlag(int Flag, Test Value) : Statement;

    public sealed record If(Test Test, Block Then, Block Else) : Statement;

    public sealed record While(Test Test, Block Body) : Statement;

    public sealed record TryCatch(Block Body, bool TakesAll, Block Handler) : Statement;

    public sealed record TryFinally(Block Body, Block Finally) : Statement;

    public sealed record Call(int Method) : Statement;

    public sealed record Return(Test Value) : Statement;

    public sealed record Throw : Statement;

    public sealed record Break : Statement;

    public sealed record Continue : Statement;
}

internal sealed record Block(IReadOnlyList<Statement> Statements);

internal abstract record Test
{
    public sealed record Constant(bool Value) : Test;

    /// <summary>Either value, anew each time.</summary>
    public sealed record Unknown : Test;

    public sealed record Flag(int Number) : Test;

    /// <summary>Tries to acquire, and says whether it did.</summary>
    public sealed record Try : Test;

    public sealed record Call(int Method) : Test;

    public sealed record Not(Test Operand) : Test;

    public sealed record And(Test Left, Test Right) : Test;

    public sealed record Or(Test Left, Test Right) : Test;
}

/// <summary>A main method and its helpers. The first is where paths begin.</summary>
internal sealed record SmallProgram(IReadOnlyList<Block> Methods)
{
    public const int Flags = 2;

    public string ToSource()
    {
        var text = new StringBuilder("""
            class P
            {
                static void Acquire() { } static void Release() { } static void Risky() { } static void Probe(int n) { }
                static bool Unknown() => false; static bool Try() => false;

            """);
        for (var i = 0; i < Methods.Count; i++)
        {
            text.Append("    static bool M").Append(i).Append("(bool f0, bool f1)\n    ");
            Write(Methods[i] with { Statements = [.. Methods[i].Statements, new Statement.Return(new Test.Constant(true))] }, text);
        }

        return text.Append("}\n").ToString();
    }

    private static void Write(Block block, StringBuilder text)
    {
        text.Append("{ ");
        foreach (var statement in block.Statements)
            Write(statement, text);
        text.Append("}\n");
    }

    private static void Write(Statement statement, StringBuilder text)
    {
        switch (statement)
        {
            case Statement.Probe probe:
                text.Append("Probe(").Append(probe.Number).Append("); ");
                break;
            case Statement.SetFlag set:
                text.Append('f').Append(set.Flag).Append(" = ").Append(Text(set.Value)).Append("; ");
                break;
            case Statement.If choice:
                text.Append("if (").Append(Text(choice.Test)).Append(") ");
                Write(choice.Then, text);
                text.Append("else ");
                Write(choice.Else, text);
                break;
            case Statement.While loop:
                text.Append("while (").Append(Text(loop.Test)).Append(") ");
                Write(loop.Body, text);
                break;
            case Statement.TryCatch guarded:
                text.Append("try ");
                Write(guarded.Body, text);
                text.Append(guarded.TakesAll ? "catch " : "catch (System.InvalidOperationException) ");
                Write(guarded.Handler, text);
                break;
            case Statement.TryFinally guarded:
                text.Append("try ");
                Write(guarded.Body, text);
                text.Append("finally ");
                Write(guarded.Finally, text);
                break;
            case Statement.Call call:
                text.Append(Text(new Test.Call(call.Method))).Append("; ");
                break;
            case Statement.Return returned:
                text.Append("return ").Append(Text(returned.Value)).Append("; ");
                break;
            case Statement.Throw:
                text.Append("throw new System.InvalidOperationException(); ");
                break;
            case Statement.Break or Statement.Continue:
                text.Append(statement is Statement.Break ? "break; " : "continue; ");
                break;
            default:
                text.Append(statement.GetType().Name).Append("(); ");
                break;
        }
    }

    private static string Text(Test test) => test switch
    {
        Test.Constant constant => constant.Value ? "true" : "false",
        Test.Flag flag => $"f{flag.Number}",
        Test.Call call => $"M{call.Method}(Unknown(), Unknown())",
        Test.Not not => $"!{Text(not.Operand)}",
        Test.And and => $"({Text(and.Left)} && {Text(and.Right)})",
        Test.Or or => $"({Text(or.Left)} || {Text(or.Right)})",
        _ => $"{test.GetType().Name}()",
    };
}
