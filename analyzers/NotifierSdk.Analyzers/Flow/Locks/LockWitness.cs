using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>Why a lock is held somewhere, or is not.</summary>
internal static class LockWitness
{
    /// <summary>Where it was released on the way, or which try failed, or who calls without it.</summary>
    public static Clause NotHeld(IOperation operation, Body body, FlowEngine engine, TypeFlow type)
    {
        if (Witness.To(operation, body, HeldLock.IsFree, engine) is not { } witness)
            return Clause.None;
        var released = witness.BeginOf(HeldLock.IsFree);
        return new Telling(witness).Add(released, "released", released is null ? null : EndOf(released, witness, type)).AddDecision().AddCalls(" without it").OrSince("never taken");
    }

    /// <summary>Where it was taken on the way, or who calls with it.</summary>
    public static Clause Held(IOperation operation, Body body, FlowEngine engine, string taken = "taken") =>
        Witness.To(operation, body, HeldLock.IsHeld, engine) is { } witness
            ? new Telling(witness).Add(witness.BeginOf(HeldLock.IsHeld), taken).AddDecision().AddCalls(" with it held").OrSince("held")
            : Clause.None;

    // What the compiler releases, it releases at the end of the statement.
    private static Location EndOf(Event released, Witness witness, TypeFlow type)
    {
        var isShown = witness.HelperOf(released) is not null || LockOperation.Of(released.Operation, released.Body, type) is not null;
        var operation = isShown ? released.Operation : witness.Last(step => LockShapes.StatementOf(step) is not null)?.Operation ?? released.Operation;
        var statement = isShown && !operation.IsImplicit
            ? null
            : operation.Syntax.AncestorsAndSelf().FirstOrDefault(at => at is LockStatementSyntax or UsingStatementSyntax or LocalDeclarationStatementSyntax);
        return statement is null ? operation.Syntax.GetLocation() : (statement is LocalDeclarationStatementSyntax ? statement.Parent! : statement).GetLastToken().GetLocation();
    }
}
