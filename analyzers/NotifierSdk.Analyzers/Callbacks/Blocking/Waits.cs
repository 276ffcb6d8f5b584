using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>Recognizes operations that wait for another thread.</summary>
internal static class Waits
{
    // Locks are not among them: those that are held for moments only make nobody wait whom it hurts.
    private static readonly HashSet<(string Type, string Member)> s_waits =
    [
        ("Thread", "Sleep"), ("Thread", "Join"),
        ("Task", "Wait"), ("Task", "WaitAll"), ("Task", "WaitAny"), ("Task", "Result"),
        ("TaskAwaiter", "GetResult"), ("ValueTaskAwaiter", "GetResult"), ("ConfiguredTaskAwaiter", "GetResult"), ("ConfiguredValueTaskAwaiter", "GetResult"),
        ("WaitHandle", "WaitOne"), ("WaitHandle", "WaitAll"), ("WaitHandle", "WaitAny"),
        ("ManualResetEventSlim", "Wait"), ("CountdownEvent", "Wait"), ("Barrier", "SignalAndWait"), ("Monitor", "Wait"), ("SpinWait", "SpinUntil"),
        ("Process", "WaitForExit"), ("BlockingCollection", "Take"), ("SynchronizationContext", "Send"),
    ];

    private static readonly HashSet<(string Type, string Member)> s_spins = [("Thread", "Yield"), ("Thread", "SpinWait"), ("SpinWait", "SpinOnce")];

    /// <summary>What it is called; null if the operation does not wait.</summary>
    public static string? Of(IOperation operation, Body body)
    {
        ISymbol? member = operation switch
        {
            IInvocationOperation call => CannotSayHowLong(call, body) ? null : call.TargetMethod,
            IPropertyReferenceOperation property => property.Property,
            _ => null,
        };
        if (member?.ContainingType is not { } type)
            return null;
        if (IsSystem(type))
        {
            return s_waits.Contains((type.Name, member.Name)) || (s_spins.Contains((type.Name, member.Name)) && IsUntilOthersAct(operation.Syntax)) ? $"{type.Name}.{member.Name}" : null;
        }

        // The type's own methods are followed into.
        return member is IMethodSymbol method && !SymbolEqualityComparer.Default.Equals(type, body.Symbol.ContainingType) && OnlyWaits(method) ? $"{type.Name}.{member.Name}" : null;
    }

    // A time that is zero, or that is computed, perhaps from the very answer.
    private static bool CannotSayHowLong(IInvocationOperation call, Body body) => call.Arguments.Any(argument =>
        argument.Parameter?.Type is { } type
        && (type.SpecialType == SpecialType.System_Int32 || type.Name == "TimeSpan")
        && body.Resolve(argument.Value) is var time
        && (time.ConstantValue is { HasValue: true, Value: 0 } || (!time.ConstantValue.HasValue && !IsFixed(time))));

    private static bool IsFixed(IOperation time) =>
        (time is IInvocationOperation { TargetMethod.Name: "FromSeconds" or "FromMilliseconds" or "FromMinutes" } made && made.Arguments.All(argument => argument.Value.ConstantValue is not { HasValue: true, Value: 0 or 0L or 0.0 })) ||
        time is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true, Name: not "Zero" } };

    // while (!cpu.IsParked) Thread.Yield(): nothing in the loop can change what it asks for, and nothing bounds it.
    private static bool IsUntilOthersAct(SyntaxNode spin)
    {
        var loop = spin.Ancestors().TakeWhile(around => around is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).OfType<StatementSyntax>()
            .FirstOrDefault(around => around is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax);
        var condition = loop switch
        {
            WhileStatementSyntax { Condition: var asked } => asked,
            DoStatementSyntax { Condition: var asked } => asked,
            ForStatementSyntax { Condition: { } asked, Incrementors.Count: 0 } => asked,
            _ => null,
        };
        return condition is not null
            && condition.DescendantNodesAndSelf().All(node => node switch
            {
                InvocationExpressionSyntax call => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Volatile" } },
                AssignmentExpressionSyntax or AwaitExpressionSyntax => false,
                BinaryExpressionSyntax test => test.OperatorToken.ValueText is "==" or "!=",
                _ => true,
            })
            && condition.DescendantNodesAndSelf().Any(node => node is MemberAccessExpressionSyntax || (node is IdentifierNameSyntax { Identifier.ValueText: var name } && name.StartsWith("_", StringComparison.Ordinal)))
            && !loop!.DescendantNodes().Any(node => node is BreakStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax or GotoStatementSyntax);
    }

    // Of another type of the project: a method that is nothing but a wait for a member of that type, be it as long as its caller says.
    private static bool OnlyWaits(IMethodSymbol method)
    {
        if (method.IsVirtual || method.IsAbstract || method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax() is not MethodDeclarationSyntax declaration)
            return false;
        var all = declaration.ExpressionBody?.Expression ?? (declaration.Body is { Statements: { Count: 1 } statements } && statements[0] is ExpressionStatementSyntax only ? only.Expression : null);
        if (all is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments, Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var awaited }, Name.Identifier.ValueText: var wait } }
            || !arguments.All(argument => argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var handed } && method.Parameters.Any(parameter => parameter.Name == handed)))
        {
            return false;
        }

        ITypeSymbol? type = method.ContainingType.GetMembers(awaited).FirstOrDefault() switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        };
        for (; type is INamedTypeSymbol named; type = type.BaseType)
        {
            if (IsSystem(named) && s_waits.Contains((named.Name, wait)))
                return true;
        }

        return false;
    }

    private static bool IsSystem(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }

        return false;
    }
}
