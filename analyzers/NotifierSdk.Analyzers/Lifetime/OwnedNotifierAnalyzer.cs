using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5002 and 5008: a type makes a notifier of its own and inserts it, or gets a shared one, and has no code that ever gives it back. Only private fields
/// that the type lets nobody else see: whoever sees the notifier may be the one that removes it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnedNotifierAnalyzer : DriverAnalyzer
{
    private static readonly string[] s_ends = ["Remove", "Dispose", "Close", "Stop", "Detach", "Unregister", "Release", "Shut", "End", "Clear", "Free"];

    // A helper of a helper of a helper.
    private const int MostHelpers = 4;

    /// <summary>Creates the analyzer.</summary>
    public OwnedNotifierAnalyzer()
        : base(LifetimeRules.NeverRemoved, LifetimeRules.GetWithoutPut)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        var rangeNotifier = context.Compilation.GetTypeByMetadataName("NotifierSdk.RangeNotifier");
        context.RegisterSymbolStartAction(
            start =>
            {
                var type = (INamedTypeSymbol)start.Symbol;
                var fields = type.GetMembers().OfType<IFieldSymbol>()
                    .Where(field => field is { DeclaredAccessibility: Accessibility.Private, IsImplicitlyDeclared: false }
                        && (types.IsNotifier(field.Type) || Derives(field.Type, rangeNotifier)))
                    .ToList();
                if (fields.Count > 0)
                    RegisterType(start, fields, types);
                if (!Vocabulary.Uses(type, start.CancellationToken, MemberNames.Insert))
                    return;
                start.RegisterOperationBlockAction(block => LostNotifier.Check(block, types));
                if (LostInCollection.FieldsOf(type, types) is { Count: > 0 } collections)
                    RegisterCollections(start, type, collections, types);
            },
            SymbolKind.NamedType);
    }

    private static void RegisterType(SymbolStartAnalysisContext context, List<IFieldSymbol> fields, WellKnownTypes types)
    {
        var uses = new ConcurrentBag<IFieldReferenceOperation>();
        var calls = new ConcurrentBag<IInvocationOperation>();
        context.RegisterOperationAction(operation => uses.Add((IFieldReferenceOperation)operation.Operation), OperationKind.FieldReference);
        context.RegisterOperationAction(operation => calls.Add((IInvocationOperation)operation.Operation), OperationKind.Invocation);
        context.RegisterSymbolEndAction(end =>
        {
            if (calls.Any(call => call.TargetMethod.IsMember(types.AddressSpace, "Dispose")))
                return;
            var byField = uses.OrderBy(use => use.Syntax.SpanStart).ToLookup<IFieldReferenceOperation, ISymbol>(use => use.Field, SymbolEqualityComparer.Default);
            foreach (var field in fields)
            {
                var ofField = byField[field].ToList();
                if (ofField.All(use => IsSeenBySelfAlone(use, types)))
                    Check(field, ofField, calls, types, end.ReportDiagnostic);
            }
        });
    }

    private static void RegisterCollections(SymbolStartAnalysisContext context, INamedTypeSymbol type, IReadOnlyList<IFieldSymbol> collections, WellKnownTypes types)
    {
        var blocks = new ConcurrentBag<IOperation>();
        context.RegisterOperationBlockAction(block =>
        {
            foreach (var operation in block.OperationBlocks)
                blocks.Add(operation);
        });
        context.RegisterSymbolEndAction(end => LostInCollection.Check(collections, type, blocks, types, end.ReportDiagnostic));
    }

    private static void Check(
        IFieldSymbol field, List<IFieldReferenceOperation> uses, IEnumerable<IInvocationOperation> calls, WellKnownTypes types, Action<Diagnostic> report)
    {
        var insert = uses.Select(use => InsertOf(use, types)).FirstOrDefault(call => call is not null);
        if (insert is not null && types.IsNotifier(field.Type) && IsMadeHere(field, uses))
            report(Diagnostic.Create(LifetimeRules.NeverRemoved, insert.Syntax.GetLocation(), field.Name));
        else if (insert is null && types.IsNotifier(field.Type) && MadeByFactory(uses) is { } made && Inserting.InFactory(made, types) is not null)
            report(Diagnostic.Create(LifetimeRules.NeverRemoved, made.Syntax.GetLocation(), field.Name));
        var get = uses.Select(GetOf).FirstOrDefault(call => call is not null && call.TargetMethod.IsMember(types.AddressSpace, "Get"));
        if (get is not null && !calls.Any(call => call.TargetMethod.IsMember(types.AddressSpace, "Put")))
            report(Diagnostic.Create(LifetimeRules.GetWithoutPut, get.Syntax.GetLocation(), field.Name));
    }

    // Its own members are called, it is inserted, or it is assigned. A member that sounds like an end may be one.
    private static bool IsSeenBySelfAlone(IFieldReferenceOperation use, WellKnownTypes types) => use.Parent switch
    {
        IInvocationOperation call => call.Instance == use && !MayEnd(call.TargetMethod),
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } => !MayEnd(call.TargetMethod),
        IPropertyReferenceOperation property => property.Instance == use,
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } => true, // whether there is one
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
        ISimpleAssignmentOperation assignment => assignment.Target == use && assignment.Parent is IExpressionStatementOperation,
        ICoalesceAssignmentOperation assignment => assignment.Target == use && assignment.Parent is IExpressionStatementOperation,
        _ => InsertOf(use, types) is not null,
    };

    // A method of the project that sounds so ends nothing if all of it that can be read does not.
    private static bool MayEnd(IMethodSymbol method) => s_ends.Any(method.Name.Contains) && Ends(method, MostHelpers);

    private static bool Ends(IMethodSymbol method, int helpers) => method.IsVirtual || method.IsAbstract || method.IsOverride || method.DeclaringSyntaxReferences.Length != 1 || helpers == 0
        || method.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().Any(node => node switch
        {
            ThisExpressionSyntax { Parent: ArgumentSyntax } => true,
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var own } } => method.ContainingType.GetMembers(own) is var members && (members.IsEmpty ? s_ends.Any(own.Contains) : members.OfType<IMethodSymbol>().Any(helper => Ends(helper, helpers - 1))),
            IdentifierNameSyntax { Identifier.ValueText: "Put" or "RemoveLater" or "TryRemove" or "RemoveAsync" } => true,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax, Name.Identifier.ValueText: var own } => s_ends.Any(own.Contains),
            _ => false,
        });

    private static IInvocationOperation? InsertOf(IFieldReferenceOperation use, WellKnownTypes types)
    {
        IOperation at = use;
        while (at.Parent is IConversionOperation conversion)
            at = conversion;
        return at.Parent is IArgumentOperation { Parent: IInvocationOperation call } argument && Inserting.Of(call, types)?.Notifier == argument ? call : null;
    }

    // What the field is given: at once, through a local, or by a helper that returns nothing else.
    private static IInvocationOperation? GetOf(IFieldReferenceOperation use)
    {
        if (use.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != use || (IsKeptHereAlone(assignment) ? Receiver.Of(assignment.Value) : OwnMember.Unconverted(assignment.Value)) is not IInvocationOperation call)
            return null;
        return call is { Instance: null or IInstanceReferenceOperation, TargetMethod: { DeclaringSyntaxReferences: { Length: 1 } declarations, IsVirtual: false } }
            && use.SemanticModel is { } model && declarations[0].GetSyntax() is var helper && helper.SyntaxTree == model.SyntaxTree && ReturnedBy(helper) is { } returned
            ? model.GetOperation(returned) as IInvocationOperation : call;
    }

    // The local is another name for the field, and nobody else gets it.
    private static bool IsKeptHereAlone(ISimpleAssignmentOperation assignment) => OwnMember.Unconverted(assignment.Value) is ILocalReferenceOperation { Local: var local }
        && Enclosing.Body(assignment).Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)).All(reference => reference.Parent switch
        {
            IInvocationOperation call => call.Instance == reference && !MayEnd(call.TargetMethod),
            IPropertyReferenceOperation property => property.Instance == reference,
            ISimpleAssignmentOperation own => own == assignment,
            IConversionOperation { Parent: ISimpleAssignmentOperation own } => own == assignment,
            _ => false,
        });

    private static ExpressionSyntax? ReturnedBy(SyntaxNode helper) => helper switch
    {
        MethodDeclarationSyntax { ExpressionBody.Expression: var all } => all,
        LocalFunctionStatementSyntax { ExpressionBody.Expression: var all } => all,
        MethodDeclarationSyntax { Body.Statements: { Count: 1 } statements } when statements[0] is ReturnStatementSyntax { Expression: { } only } => only,
        _ => null,
    };

    // The one call that gives the field its value.
    private static IInvocationOperation? MadeByFactory(List<IFieldReferenceOperation> uses) =>
        uses.Select(use => use.Parent).OfType<IAssignmentOperation>().ToList() is { Count: 1 } assigned ? OwnMember.Unconverted(assigned[0].Value) as IInvocationOperation : null;

    private static bool IsMadeHere(IFieldSymbol field, List<IFieldReferenceOperation> uses)
    {
        var assigned = uses.Select(use => use.Parent).OfType<IAssignmentOperation>().ToList();
        return field.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax })
            ? assigned.Count == 0
            : assigned.Count > 0 && assigned.All(each => OwnMember.Unconverted(each.Value) is IObjectCreationOperation);
    }

    private static bool Derives(ITypeSymbol? type, INamedTypeSymbol? from)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (WellKnownTypes.Is(type, from))
                return true;
        }

        return false;
    }
}
