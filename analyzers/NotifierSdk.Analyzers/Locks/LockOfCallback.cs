using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>The lock of this type that the callback of a notifier of another type takes, as <c>using (_cache.Gate.EnterScope())</c>, read off its declaration.</summary>
internal static class LockOfCallback
{
    private static readonly HashSet<string> s_takes = ["EnterScope", "Enter", "TryEnter", "Wait", "EnterWriteLock", "TryEnterWriteLock"];

    /// <summary>The first such lock; null if it takes none.</summary>
    public static LockPath? Of(INamedTypeSymbol notifier, TypeFlow type)
    {
        foreach (var callback in notifier.GetMembers().OfType<IMethodSymbol>().Where(method => method.OverridesCallback(type.Types)))
        {
            foreach (var node in callback.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(type.CancellationToken).DescendantNodes(static at => at is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))))
            {
                if (Taken(node) is { } names && Follow(names, notifier, type) is { IsOfType: true } path)
                    return path;
            }
        }

        return null;
    }

    private static string[]? Taken(SyntaxNode node) => (node switch
    {
        LockStatementSyntax { Expression: var named } => named,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Expression: var named } } when s_takes.Contains(name) => named,
        _ => null,
    })?.ToString().Split('.').Select(name => name.Trim()).SkipWhile(name => name == "this").ToArray() is { Length: > 1 } names ? names : null;

    // Through the one reference that the notifier has to this type, be it a parameter of its primary constructor.
    private static LockPath? Follow(string[] names, INamedTypeSymbol notifier, TypeFlow type)
    {
        var parameters = notifier.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Where(parameter => parameter.Name == names[0]).ToList();
        var isOwner = notifier.GetMembers(names[0]).IsEmpty && parameters.Count == 1 && SymbolEqualityComparer.Default.Equals(parameters[0].Type, type.Type) && BackPointer.IsOnlyOne(notifier, type.Type);
        return isOwner ? LockPath.Named(string.Join(".", names.Skip(1)), type.Type, LockPath.This(type.Type), type) : LockPath.Named(string.Join(".", names), notifier, LockPath.OfSome(notifier), type);
    }
}
