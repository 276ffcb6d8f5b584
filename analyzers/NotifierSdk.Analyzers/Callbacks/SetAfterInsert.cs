using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3007: a constructor inserts its own notifier before it has set what the callback uses.</summary>
internal sealed class SetAfterInsert() : CallbackRule(CallbackRules.SetAfterInsert)
{
    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is IInvocationOperation insert
                && method is { MethodKind: MethodKind.Constructor }
                && insert.TargetMethod.IsMember(driver.Types.AddressSpace, MemberNames.Insert)
                && insert.Arguments.Any(argument => OwnMember.Unconverted(argument.Value) is IInstanceReferenceOperation)
                && FirstSetLater(insert, method, driver) is { } late)
            {
                report(Diagnostic.Create(Descriptor, insert.Syntax.GetLocation(), late.Name));
            }
        }
    }

    private static ISymbol? FirstSetLater(IInvocationOperation insert, IMethodSymbol constructor, DriverCode driver)
    {
        var sets = driver.OperationsOf(constructor)
            .OfType<ISimpleAssignmentOperation>()
            .Where(assignment => OwnMember.Of(assignment.Target) is not null)
            .ToList();
        return sets
            .Where(assignment => assignment.Syntax.SpanStart > insert.Syntax.Span.End)
            .Select(assignment => OwnMember.Of(assignment.Target)!)
            .FirstOrDefault(member => !IsSetBefore(member, insert, sets) && driver.IsUsedInCallback(member));
    }

    private static bool IsSetBefore(ISymbol member, IInvocationOperation insert, List<ISimpleAssignmentOperation> sets) =>
        sets.Any(set => set.Syntax.SpanStart < insert.Syntax.SpanStart && SymbolEqualityComparer.Default.Equals(OwnMember.Of(set.Target), member))
        || member.DeclaringSyntaxReferences.Any(reference => HasInitializer(reference.GetSyntax()));

    private static bool HasInitializer(SyntaxNode declaration) =>
        declaration is VariableDeclaratorSyntax { Initializer: not null }
            or PropertyDeclarationSyntax { Initializer: not null };
}
