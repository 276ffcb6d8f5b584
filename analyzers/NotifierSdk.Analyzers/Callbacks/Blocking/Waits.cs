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

    /// <summary>Whether that member of the framework waits.</summary>
    public static bool IsWait(string type, string member) => s_waits.Contains((type, member));

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
            return s_waits.Contains((type.Name, member.Name)) || (s_spins.Contains((type.Name, member.Name)) && IsUntilOthersAct(operation.Syntax, body.Symbol.ContainingType)) ? $"{type.Name}.{member.Name}" : null;
        }

        // The type's own methods are followed into.
        return member is IMethodSymbol method && !SymbolEqualityComparer.Default.Equals(type, body.Symbol.ContainingType) && WaitsElsewhere.In(method) ? $"{type.Name}.{member.Name}" : null;
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
    private static bool IsUntilOthersAct(SyntaxNode spin, INamedTypeSymbol? type)
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
            && Looks(condition, spin, type)
            && !loop!.DescendantNodes().Any(node => node is BreakStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax or GotoStatementSyntax);
    }

    // It reads a member of some object, and does nothing else; be it in a helper that has no other purpose.
    private static bool Looks(ExpressionSyntax condition, SyntaxNode spin, INamedTypeSymbol? type) =>
        condition.DescendantNodesAndSelf().All(node => node switch
        {
            InvocationExpressionSyntax call => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Volatile" } } || (IsHelper(call) && HelperIn(call, spin, type) is { } helper && IsPlain(helper)),
            AssignmentExpressionSyntax or AwaitExpressionSyntax => false,
            BinaryExpressionSyntax test => test.OperatorToken.ValueText is "==" or "!=",
            _ => true,
        })
        && condition.DescendantNodesAndSelf().Any(node => node is MemberAccessExpressionSyntax or InvocationExpressionSyntax
            || (node is IdentifierNameSyntax { Identifier.ValueText: var name } && (name.StartsWith("_", StringComparison.Ordinal) || type?.GetMembers(name).Any(member => member is IFieldSymbol or IPropertySymbol) == true)));

    private static bool IsHelper(InvocationExpressionSyntax call) => call is { Expression: IdentifierNameSyntax, ArgumentList.Arguments.Count: 0 };

    private static ExpressionSyntax? HelperIn(InvocationExpressionSyntax call, SyntaxNode spin, INamedTypeSymbol? type)
    {
        var name = ((IdentifierNameSyntax)call.Expression).Identifier.ValueText;
        var local = spin.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault()?.DescendantNodes().OfType<LocalFunctionStatementSyntax>().FirstOrDefault(function => function.Identifier.ValueText == name);
        return local is not null ? local.ExpressionBody?.Expression
            : type?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.IsEmpty && !method.IsVirtual)?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is MethodDeclarationSyntax own ? own.ExpressionBody?.Expression : null;
    }

    private static bool IsPlain(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().All(node => node switch
    {
        InvocationExpressionSyntax call => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Volatile" } },
        AssignmentExpressionSyntax or AwaitExpressionSyntax => false,
        BinaryExpressionSyntax test => test.OperatorToken.ValueText is "==" or "!=",
        _ => true,
    });

    /// <summary>Whether the framework has the type.</summary>
    public static bool IsSystem(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }

        return false;
    }
}
