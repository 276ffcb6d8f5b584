using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Generators.Model;

/// <summary>Turns a parsed driver into plain values.</summary>
internal static class DriverModelBuilder
{
    // What the emitted callbacks call their own parameters and locals.
    private static readonly string[] s_callbackNames = ["invalidation", "finish", "owner"];

    /// <returns>Null: there is nothing that C# would let us write.</returns>
    public static DriverModel? Build(DriverShape shape, WellKnownTypes types)
    {
        if (!DriverParser.CanBeCompleted(shape.Type))
            return null;
        var failure = FailureOf(shape);
        var faults = shape.Faults.Where(static fault => fault.CanBeImplemented).ToList();
        if (faults.Count == 0 && (failure is not null || shape is { Invalidate: null, Start: null }))
            return null;
        var aliases = new ExternAliases(types.Compilation);
        var models = faults.Select(fault => new FaultModelBuilder(shape, fault, aliases).Build(isWritten: failure is null)).ToList();
        var @lock = failure is null ? LockOf(shape.Lock!, aliases) : null;
        var callback = failure is null ? CallbackOf(shape, aliases) : null;
        return new DriverModel(
            HintName.Of(shape.Type),
            EquatableArray<string>.From(aliases.Used),
            SignatureText.Namespace(shape.Type.ContainingNamespace),
            Headers(shape.Type, isUnsafe: false),
            Headers(shape.Type, isUnsafe: true),
            @lock,
            callback,
            WaitForCommitsOf(shape),
            EquatableArray<FaultModel>.From(models),
            failure);
    }

    // The first error is enough: the author sees the others as soon as that one is gone, and sees them all in the editor anyway.
    private static string? FailureOf(DriverShape shape)
    {
        foreach (var problem in shape.Problems)
        {
            if (problem.Rule.IsError)
                return $"{problem.Rule.Id}: {problem.Text}.";
        }

        return shape.IsIncomplete ? $"The declaration of '{shape.Type.Name}' does not compile." : null;
    }

    private static EquatableArray<string> Headers(INamedTypeSymbol type, bool isUnsafe)
    {
        var headers = new List<string>();
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
            headers.Insert(0, SignatureText.Header(part, isUnsafe && ReferenceEquals(part, type)));
        return EquatableArray<string>.From(headers);
    }

    private static LockModel LockOf(LockShape found, ExternAliases aliases) =>
        new(found.Member.Name, MemberText.Of(found.Member, s_callbackNames, aliases), found.Kind, found.IsCommitShared,
            found.Kind == LockKind.Pattern ? LockPattern.Enter(found.Type) : "");

    private static WaitForCommitsForm WaitForCommitsOf(DriverShape shape) =>
        shape.HasOwnWaitForCommits ? WaitForCommitsForm.ByAuthor
        : shape.HasInheritedWaitForCommits ? WaitForCommitsForm.OverrideAndCallBase
        : WaitForCommitsForm.Override;

    private static CallbackModel? CallbackOf(DriverShape shape, ExternAliases aliases)
    {
        var drop = shape.Invalidate ?? shape.Start;
        if (drop is null)
            return null;
        return new CallbackModel(
            Call(drop, aliases),
            drop.Result,
            shape.Finish is { } finish ? Call(finish, aliases) : null,
            drop.Arguments.Contains(CallbackArgument.FinishState),
            NotifierMembers.IsHidden(shape.Type, MemberNames.Owner) ? MemberText.OfNotifier(MemberNames.Owner) : MemberNames.Owner,
            NotifierMembers.IsHidden(shape.Type, MemberNames.SetSeq) ? "base." + MemberNames.SetSeq : MemberNames.SetSeq,
            drop.IgnoresOwn,
            EquatableArray<string>.From(drop.IgnoredEvents.Select(SignatureText.Name)));
    }

    private static string Call(CallbackShape callback, ExternAliases aliases)
    {
        var isOut = callback.Method.Parameters.Any(static parameter => parameter.RefKind == RefKind.Out);
        var arguments = callback.Arguments.Select((argument, index) => (callback.Form == CallForm.Plain ? "" : SignatureText.Name(callback.Method.Parameters[index].Name) + ": ") + argument switch
        {
            CallbackArgument.InInvalidation => "in invalidation",
            CallbackArgument.Invalidation => "invalidation",
            CallbackArgument.Range => "invalidation.Overlap",
            _ => isOut ? "out finish" : "finish",
        });
        return $"{MemberText.Of(callback.Method, s_callbackNames, aliases)}({string.Join(", ", arguments)})";
    }
}
