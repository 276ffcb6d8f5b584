using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

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
        return new DriverModel(
            HintName.Of(shape.Type),
            shape.Type.ContainingNamespace.IsGlobalNamespace ? "" : shape.Type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            Headers(shape.Type, NeedsUnsafe(faults)),
            failure is null ? LockOf(shape.Lock!) : null,
            failure is null ? CallbackOf(shape) : null,
            WaitForCommitsOf(shape, types),
            EquatableArray<FaultModel>.From(faults.Select(fault => new FaultModelBuilder(shape, fault).Build(isWritten: failure is null))),
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

    private static EquatableArray<string> Headers(INamedTypeSymbol type, bool needsUnsafe)
    {
        var headers = new List<string>();
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
            headers.Insert(0, SignatureText.Header(part, needsUnsafe && SignatureText.IsUnsafe(part)));
        return EquatableArray<string>.From(headers);
    }

    // Only where it is needed: nothing can be awaited in an unsafe context.
    private static bool NeedsUnsafe(List<FaultShape> faults) => faults.Exists(static fault =>
        IsPointer(fault.EntryPoint.ReturnType) || IsPointer(fault.CollectedType) || fault.EntryPoint.Parameters.Any(static parameter => IsPointer(parameter.Type)));

    private static bool IsPointer(ITypeSymbol? type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        IArrayTypeSymbol array => IsPointer(array.ElementType),
        _ => false,
    };

    private static LockModel LockOf(LockShape found) =>
        new(MemberText.Of(found.Member, s_callbackNames), found.Kind, found.IsCommitShared);

    private static WaitForCommitsForm WaitForCommitsOf(DriverShape shape, WellKnownTypes types) =>
        shape.HasOwnWaitForCommits ? WaitForCommitsForm.ByAuthor
        : WellKnownTypes.Is(shape.Type.BaseType, types.IntervalNotifier) ? WaitForCommitsForm.Override
        : WaitForCommitsForm.OverrideAndCallBase;

    private static CallbackModel? CallbackOf(DriverShape shape)
    {
        var drop = shape.Invalidate ?? shape.Start;
        if (drop is null)
            return null;
        return new CallbackModel(
            Call(drop),
            drop.Result,
            shape.Finish is { } finish ? Call(finish) : null,
            drop.Arguments.Contains(CallbackArgument.FinishState),
            drop.IgnoresOwn,
            EquatableArray<string>.From(drop.IgnoredEvents.Select(SignatureText.Name)));
    }

    private static string Call(CallbackShape callback)
    {
        var isOut = callback.Method.Parameters.Any(static parameter => parameter.RefKind == RefKind.Out);
        var arguments = callback.Arguments.Select(argument => argument switch
        {
            CallbackArgument.InInvalidation => "in invalidation",
            CallbackArgument.Invalidation => "invalidation",
            CallbackArgument.Range => "invalidation.Range",
            _ => isOut ? "out finish" : "finish",
        });
        return $"{MemberText.Of(callback.Method, s_callbackNames)}({string.Join(", ", arguments)})";
    }
}
