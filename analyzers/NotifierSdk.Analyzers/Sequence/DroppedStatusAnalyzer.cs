using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2005: what a fault reports is dropped. Callers stand anywhere, so it looks at the syntax of each call whose value nobody takes, and asks the compiler only about those that have the
/// name of a fault.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedStatusAnalyzer : DriverAnalyzer
{
    // Who faults ahead of need does not need to know; who asks the same object afterwards finds out.
    private static readonly string[] s_hints = ["Prefetch", "Prefault", "Preload", "Prime", "Warm", "ReadAhead", "Readahead"];
    private static readonly string[] s_questions = ["Try", "Contains", "Find", "Is", "Has"];

    /// <summary>Creates the analyzer.</summary>
    public DroppedStatusAnalyzer()
        : base(SequenceRules.DroppedStatus)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        var names = new Lazy<HashSet<string>>(() => FaultNames.In(context.Compilation, types, CancellationToken.None));
        context.RegisterSyntaxNodeAction(
            statement => Analyze(statement, ((ExpressionStatementSyntax)statement.Node).Expression, names, types), SyntaxKind.ExpressionStatement);
        context.RegisterSyntaxNodeAction(
            arrow => AnalyzeArrow(arrow, names, types), SyntaxKind.ArrowExpressionClause);
    }

    private static void AnalyzeArrow(SyntaxNodeAnalysisContext context, Lazy<HashSet<string>> names, WellKnownTypes types)
    {
        var arrow = (ArrowExpressionClauseSyntax)context.Node;
        var isDropped = arrow.Parent switch
        {
            MethodDeclarationSyntax method => DropsValue(method.ReturnType, method.Modifiers),
            LocalFunctionStatementSyntax function => DropsValue(function.ReturnType, function.Modifiers),
            ConstructorDeclarationSyntax or DestructorDeclarationSyntax => true,
            AccessorDeclarationSyntax accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
            _ => false,
        };
        if (isDropped)
            Analyze(context, arrow.Expression, names, types);
    }

    private static bool DropsValue(TypeSyntax type, SyntaxTokenList modifiers) =>
        type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        || (modifiers.Any(SyntaxKind.AsyncKeyword) && type is not GenericNameSyntax and not QualifiedNameSyntax { Right: GenericNameSyntax });

    private static void Analyze(SyntaxNodeAnalysisContext context, ExpressionSyntax expression, Lazy<HashSet<string>> names, WellKnownTypes types)
    {
        if (CallIn(expression) is not { } call || NameIn(call) is not { } name || !names.Value.Contains(name.Identifier.ValueText))
            return;
        if (context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is not IMethodSymbol method || !ReportsDroppable(method, types))
            return;
        if (call.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || IsHint(call, method) || AsksAgain(call, member))
            return;
        context.ReportDiagnostic(Diagnostic.Create(SequenceRules.DroppedStatus, call.GetLocation(), method.Name,
            Remedy(method, types)));
    }

    private static InvocationExpressionSyntax? CallIn(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case AwaitExpressionSyntax awaited:
                    expression = awaited.Expression;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                case ConditionalAccessExpressionSyntax access:
                    expression = access.WhenNotNull;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } }:
                    expression = inner;
                    break;
                case InvocationExpressionSyntax call:
                    return call;
                default:
                    return null;
            }
        }
    }

    private static SimpleNameSyntax? NameIn(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name,
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => null,
    };

    private static bool ReportsDroppable(IMethodSymbol method, WellKnownTypes types) =>
        ReportsStatus(method, types) || (IsFault(method, types) && Reported(method).SpecialType == SpecialType.System_Boolean);

    private static bool ReportsStatus(IMethodSymbol method, WellKnownTypes types) =>
        WellKnownTypes.Is(Reported(method), types.FaultStatus) || WellKnownTypes.Is(Reported(method), types.FaultOutcome);

    private static string Remedy(IMethodSymbol method, WellKnownTypes types) =>
        WellKnownTypes.Is(Reported(method), types.FaultStatus) ? "test it for FaultStatus.Completed"
        : WellKnownTypes.Is(Reported(method), types.FaultOutcome) ? "test its IsCompleted"
        : "test it";

    private static bool IsFault(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.Fault) || (method.PartialDefinitionPart?.HasAttribute(types.Fault) ?? false);

    private static ITypeSymbol Reported(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } result } ? result[0] : method.ReturnType;

    private static bool IsHint(InvocationExpressionSyntax call, IMethodSymbol method) =>
        Sounds(method.Name) || call.Ancestors().Any(around => around switch
        {
            MethodDeclarationSyntax declaration => Sounds(declaration.Identifier.ValueText),
            LocalFunctionStatementSyntax function => Sounds(function.Identifier.ValueText),
            _ => false,
        });

    private static bool Sounds(string name) => s_hints.Any(hint => name.IndexOf(hint, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool AsksAgain(InvocationExpressionSyntax call, MemberDeclarationSyntax member)
    {
        var receiver = ReceiverOf(call);
        return member.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(other =>
            other.SpanStart > call.Span.End && other.Parent is not ExpressionStatementSyntax && NameIn(other) is { } name && s_questions.Any(word => name.Identifier.ValueText.StartsWith(word, StringComparison.Ordinal)) && ReceiverOf(other) == receiver);
    }

    private static string ReceiverOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } => "",
        MemberAccessExpressionSyntax member => member.Expression.ToString(),
        MemberBindingExpressionSyntax => call.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression.ToString() ?? "",
        _ => "",
    };
}
